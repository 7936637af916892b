#include <algorithm>
#include <utility>

#include "agglo/error.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/restyle.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// The layer, or Error{usage}.
LayerView& layer_of(State& state, const std::string& name) {
  LayerView* view = find_layer(state, name);
  if (!view || !state.map) throw usage_error("there is no layer \"" + name + "\"");
  return *view;
}

void forget_columns_not_in(const Table* table, Style& style) {
  for (std::string* column :
       {&style.colour_by, &style.size_by, &style.weight_by, &style.label_by, &style.label_rank_by})
    if (!table || !table->find(*column)) column->clear();
}

void set_style(State& state, LayerView& view, Style style, Jobs& jobs) {
  if (view.style == style) return;
  remember(state, tr_key("style of {}"), view.title);
  view.style = std::move(style);
  request_restyle(state, jobs);
}

}  // namespace

void apply(State& state, const ShowStyle& a, Jobs&) {
  state.style_window = a.layer;
}

void apply(State& state, const EditEntry& a, Jobs& jobs) {
  LayerView& view = layer_of(state, a.layer);
  Style style = view.style;
  const auto found = std::find_if(style.entries.begin(), style.entries.end(),
                                  [&](const EntryEdit& edit) { return edit.key == a.edit.key; });
  const bool plain = a.edit == EntryEdit{a.edit.key, "", std::nullopt, true, true};
  if (found == style.entries.end())
    style.entries.push_back(a.edit);
  else
    *found = a.edit;
  if (plain) std::erase_if(style.entries, [&](const EntryEdit& edit) { return edit.key == a.edit.key; });
  set_style(state, view, std::move(style), jobs);
}

void apply(State& state, const MoveEntry& a, Jobs& jobs) {
  LayerView& view = layer_of(state, a.layer);
  std::vector<Category> categories = categories_of(state, view);
  for (Category& category : categories) category.in_legend = true;
  const auto order = legend_order(categories, view.style);
  Style style = view.style;
  style.entry_order.clear();
  for (const std::size_t i : order) style.entry_order.push_back(categories[i].key);
  const auto at = std::find(style.entry_order.begin(), style.entry_order.end(), a.key);
  if (at == style.entry_order.end()) return;
  const auto to = at - style.entry_order.begin() - (a.up > 0 ? 1 : -1);
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(style.entry_order.size())) return;
  std::iter_swap(at, style.entry_order.begin() + to);
  set_style(state, view, std::move(style), jobs);
}

void apply(State& state, const CopyStyle& a, Jobs&) {
  state.style_clipboard = layer_of(state, a.layer).style;
}

void apply(State& state, const PasteStyle& a, Jobs& jobs) {
  LayerView& view = layer_of(state, a.layer);
  if (!state.style_clipboard)
    throw usage_error(tr("no style was copied yet"), tr("copy the style of a layer first"));
  Style style = *state.style_clipboard;
  style.visible = view.style.visible;
  style.legend_title = view.style.legend_title;
  const std::string colour_by = style.colour_by;
  forget_columns_not_in(state.map->scene.layers[view.index].table.get(), style);
  if (style.colour_by != colour_by) {
    style.entries.clear();
    style.entry_order.clear();
  }
  set_style(state, view, std::move(style), jobs);
}

void apply(State& state, const ResetStyle& a, Jobs& jobs) {
  LayerView& view = layer_of(state, a.layer);
  const Layer* layer = state.map->data.find(a.layer);
  if (!layer) return;
  Style style = default_style(*layer);
  style.visible = view.style.visible;
  set_style(state, view, std::move(style), jobs);
}

void apply(State& state, const SetVision& a, Jobs&) {
  state.vision = a.vision;
}

}  // namespace agglo::viewer
