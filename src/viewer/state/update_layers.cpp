#include <utility>

#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"

namespace agglo::viewer {

void apply(State& state, const SetStyle& a, Jobs& jobs) {
  LayerView* view = find_layer(state, a.layer);
  if (!view || view->style == a.style) return;
  remember(state);
  const bool remake = needs_new_scene(view->style, a.style);
  view->style = a.style;
  if (remake) {
    view->hidden.clear();
    jobs.submit(RemakeSceneJob{styles_of(state)}, "Redraw " + view->title);
  }
}

void apply(State& state, const MoveLayer& a, Jobs&) {
  const LayerView* view = find_layer(state, a.layer);
  if (!view) return;
  const auto from = view - state.layers.data();
  const auto to = from + (a.up > 0 ? 1 : -1);
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(state.layers.size())) return;
  remember(state);
  std::swap(state.layers[static_cast<std::size_t>(from)], state.layers[static_cast<std::size_t>(to)]);
}

void apply(State& state, const ToggleCategory& a, Jobs&) {
  LayerView* view = find_layer(state, a.layer);
  if (!view) return;
  if (view->hidden.size() <= a.category) view->hidden.resize(a.category + 1, 0);
  view->hidden[a.category] = view->hidden[a.category] ? 0 : 1;
}

void apply(State& state, const UnfoldStyle& a, Jobs&) {
  state.styled_layer = a.layer;
}

void apply(State& state, const Undo&, Jobs& jobs) {
  go_back(state, jobs);
}

void apply(State& state, const Redo&, Jobs& jobs) {
  go_forward(state, jobs);
}

}  // namespace agglo::viewer
