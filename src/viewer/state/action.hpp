// Action: one thing that can happen to the State, whatever its kind.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <vector>

namespace agglo::viewer {

struct State;
class Jobs;

/// Holds any of the structs of the actions_*.hpp headers; each has an apply(State&, const X&, Jobs&). Cheap
/// to copy. (A variant of them all would be compiled anew, at ten seconds each, into every source that pushes
/// one.)
class Action {
 public:
  template <class X>
  requires(!std::same_as<std::remove_cvref_t<X>, Action>)
      Action(X value)  // NOLINT(google-explicit-constructor): panels push the structs themselves
      : body_(std::make_shared<const Body<X>>(std::move(value))) {}

  void apply_to(State& state, Jobs& jobs) const { body_->apply_to(state, jobs); }
  std::type_index type() const { return body_->type(); }
  /// The action, or null when it is of another kind.
  template <class X>
  const X* get() const {
    return type() == typeid(X) ? &static_cast<const Body<X>*>(body_.get())->value : nullptr;
  }

 private:
  struct AnyBody {
    AnyBody() = default;
    AnyBody(const AnyBody&) = delete;
    AnyBody& operator=(const AnyBody&) = delete;
    virtual ~AnyBody() = default;
    virtual void apply_to(State& state, Jobs& jobs) const = 0;
    virtual std::type_index type() const = 0;
  };
  template <class X>
  struct Body final : AnyBody {
    explicit Body(X x) : value(std::move(x)) {}
    void apply_to(State& state, Jobs& jobs) const override { apply(state, value, jobs); }
    std::type_index type() const override { return typeid(X); }
    X value;
  };
  std::shared_ptr<const AnyBody> body_;
};
using Actions = std::vector<Action>;

}  // namespace agglo::viewer
