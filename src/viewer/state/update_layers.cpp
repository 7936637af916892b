#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/restyle.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

/// The English name of what differs.
const char* style_change(const Style& before, const Style& after) {
  if (before.visible != after.visible) return after.visible ? tr_key("showing {}") : tr_key("hiding {}");
  if (before.opacity != after.opacity) return tr_key("opacity of {}");
  if (before.colour_by != after.colour_by || before.fill != after.fill || before.stroke != after.stroke)
    return tr_key("colour of {}");
  if (before.label_by != after.label_by) return tr_key("labels of {}");
  if (before.mark != after.mark || before.mark_size_mm != after.mark_size_mm) return tr_key("symbol of {}");
  return tr_key("style of {}");
}

/// True when the step may read the layer: by its role, its kind or its name.
bool step_reads(const Step& step, const Layer& layer) {
  const Operation& op = operation(step.operation);
  const auto has = [](const auto& list, const auto& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  if (has(op.needs, layer.role) || has(op.uses, layer.role) || has(op.uses_results, layer.kind)) return true;
  for (const auto& [key, value] : step.options)
    if (const auto* text = std::get_if<std::string>(&value); text && *text == layer.name) return true;
  return false;
}

}  // namespace

void apply(State& state, const SetStyle& a, Jobs& jobs) {
  LayerView* view = find_layer(state, a.layer);
  if (!view || view->style == a.style) return;
  // Numbers typed into a slider can be any; those that a project would not keep are not taken.
  const Style style = style_from_json(style_json(a.style), view->style);
  if (view->style == style) return;
  const char* change = style_change(view->style, style);
  const bool toggled = view->style.visible != style.visible;
  remember(state, change, view->title, toggled ? "" : change + view->name);
  view->style = style;
  request_restyle(state, jobs);
}

void apply(State& state, const MoveLayer& a, Jobs&) {
  const LayerView* view = find_layer(state, a.layer);
  if (!view) return;
  const auto from = view - state.layers.data();
  const auto to = from + (a.up > 0 ? 1 : -1);
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(state.layers.size())) return;
  remember(state, tr_key("order of {}"), view->title);
  std::swap(state.layers[static_cast<std::size_t>(from)], state.layers[static_cast<std::size_t>(to)]);
}

void apply(State& state, const ToggleCategory& a, Jobs& jobs) {
  const LayerView* view = find_layer(state, a.layer);
  if (!view || !state.map) return;
  const auto categories = categories_of(state, *view);
  if (a.category >= categories.size()) return;
  const std::string& key = categories[a.category].key;
  EntryEdit edit{key, "", std::nullopt, true, true};
  for (const EntryEdit& known : view->style.entries)
    if (known.key == key) edit = known;
  edit.visible = !edit.visible;
  apply(state, EditEntry{a.layer, edit}, jobs);
}

void apply(State& state, const UnfoldStyle& a, Jobs&) {
  state.styled_layer = a.layer;
}

void apply(State& state, const StartRename& a, Jobs&) {
  if (a.layer.empty()) state.renaming.reset();
  if (const LayerView* view = find_layer(state, a.layer)) state.renaming = {a.layer, view->title};
}

void apply(State& state, const RenameLayer& a, Jobs& jobs) {
  state.renaming.reset();
  const LayerView* view = find_layer(state, a.layer);
  if (!view || view->is_base_map || view->title == a.title) return;
  jobs.submit(RenameLayerJob{a.layer, a.title, styles_of(state)}, job_title(JobTitle::rename, view->title));
  state.jobs = jobs.list();
}

void apply(State& state, const RemoveLayer& a, Jobs& jobs) {
  const LayerView* view = find_layer(state, a.layer);
  const Layer* layer = state.map ? state.map->data.find(a.layer) : nullptr;
  if (!view || !layer || view->is_base_map)
    throw usage_error(fmt::format(fmt::runtime(tr("there is no layer \"{}\" to remove")), a.layer), "");
  for (const auto& [title, step] : jobs.steps())
    if (step_reads(step, *layer))
      throw usage_error(fmt::format(fmt::runtime(tr("“{}” is used by “{}”, which runs or waits")),
                                    view->title, tr_job(title)),
                        tr("wait for it, or cancel it in the list of jobs"));
  jobs.submit(RemoveLayerJob{a.layer, view->title, styles_of(state)},
              job_title(JobTitle::remove, view->title));
  state.jobs = jobs.list();
}

void apply(State& state, const Undo&, Jobs& jobs) {
  go_back(state, jobs);
}

void apply(State& state, const Redo&, Jobs& jobs) {
  go_forward(state, jobs);
}

}  // namespace agglo::viewer
