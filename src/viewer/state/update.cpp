#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/results.hpp"

namespace agglo::viewer {

void update(State& state, const Action& action, Jobs& jobs) {
  UndoWatch watch(state, action);
  try {
    std::visit([&](const auto& a) { apply(state, a, jobs); }, action);
  } catch (const Error& error) {
    add_error(state, "", error);
  }
  watch.finish();
}

}  // namespace agglo::viewer
