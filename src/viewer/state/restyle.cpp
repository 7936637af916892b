#include "viewer/state/restyle.hpp"

#include <algorithm>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

bool outdated(const SceneLayer& layer, const LayerView& view) {
  return !same_classes(layer.style, view.style);
}

}  // namespace

void refresh_hidden(State& state) {
  if (!state.map) return;
  for (LayerView& view : state.layers) {
    const bool edited = std::any_of(view.style.entries.begin(), view.style.entries.end(),
                                    [](const EntryEdit& edit) { return !edit.visible; });
    std::vector<char> hidden;
    if (edited)
      for (const Category& category : state.map->scene.layers[view.index].categories)
        hidden.push_back(
            std::any_of(view.style.entries.begin(), view.style.entries.end(),
                        [&](const EntryEdit& edit) { return edit.key == category.key && !edit.visible; }));
    view.hidden = std::move(hidden);
  }
}

void request_restyle(State& state, Jobs& jobs) {
  refresh_hidden(state);
  if (!state.map || state.restyling) return;
  RestyleJob job{state.map, styles_of(state), {}};
  for (const LayerView& view : state.layers)
    if (outdated(state.map->scene.layers[view.index], view)) job.layers.push_back(view.name);
  if (job.layers.empty()) return;
  // Firms follow the classes of their clusters.
  for (const SceneLayer& layer : state.map->scene.layers) {
    const auto named = [&](const std::string& name) {
      return std::find(job.layers.begin(), job.layers.end(), name) != job.layers.end();
    };
    if (!layer.classes_from.empty() && named(layer.classes_from) && !named(layer.name))
      job.layers.push_back(layer.name);
  }
  state.restyling = true;
  jobs.submit(std::move(job), tr_key("Restyle"));
  state.jobs = jobs.list();
}

void take_restyled(State& state, const RestyleJob& job, const JobResult& result) {
  state.restyling = false;
  if (!result.map || state.map != job.map) return;
  state.map = result.map;
  refresh_hidden(state);
}

}  // namespace agglo::viewer
