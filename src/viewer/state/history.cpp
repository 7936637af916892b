#include "viewer/state/history.hpp"

#include <algorithm>

#include "viewer/state/results.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kMostUndo = 100;

void swap_history(State& state, std::vector<Remembered>& from, std::vector<Remembered>& to, Jobs& jobs) {
  if (from.empty()) return;
  to.push_back({state.layers, state.bookmarks});
  const std::vector<LayerView> before = state.layers;
  restore_layers(state, from.back().layers);
  state.bookmarks = from.back().bookmarks;
  from.pop_back();
  state.unsaved = true;
  for (const LayerView& view : state.layers) {
    const auto old =
        std::find_if(before.begin(), before.end(), [&](const LayerView& v) { return v.name == view.name; });
    if (old != before.end() && needs_new_scene(old->style, view.style)) {
      jobs.submit(RemakeSceneJob{styles_of(state)}, "Redraw");
      return;
    }
  }
}

}  // namespace

bool needs_new_scene(const Style& before, const Style& after) {
  const bool classes = before.colour_by != after.colour_by || before.label_by != after.label_by;
  const bool classed_look =
      !after.colour_by.empty() && (before.fill != after.fill || before.stroke != after.stroke ||
                                   before.hatch != after.hatch || before.mark != after.mark);
  return classes || classed_look;
}

void remember(State& state) {
  state.undo.push_back({state.layers, state.bookmarks});
  if (state.undo.size() > kMostUndo) state.undo.erase(state.undo.begin());
  state.redo.clear();
  state.unsaved = true;
}

void go_back(State& state, Jobs& jobs) {
  swap_history(state, state.undo, state.redo, jobs);
}
void go_forward(State& state, Jobs& jobs) {
  swap_history(state, state.redo, state.undo, jobs);
}

}  // namespace agglo::viewer
