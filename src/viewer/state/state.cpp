#include "viewer/state/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

const LayerView* find_layer(const State& state, std::string_view name) {
  const auto found = std::find_if(state.layers.begin(), state.layers.end(),
                                  [&](const LayerView& v) { return v.name == name; });
  return found == state.layers.end() ? nullptr : &*found;
}

LayerView* find_layer(State& state, std::string_view name) {
  return const_cast<LayerView*>(find_layer(std::as_const(state), name));
}

Selection selection_of(std::string layer, RowSet rows) {
  Selection selection;
  selection.count = rows.count();
  if (selection.count == 0) return {};
  selection.layer = std::move(layer);
  selection.last = rows.first(1).front();
  selection.rows = std::make_shared<const RowSet>(std::move(rows));
  return selection;
}

void open_right(State& state, RightTab tab) {
  state.show_right = true;
  state.right_tab = tab;
  ++state.right_tab_serial;
}

void open_bottom(State& state, BottomTab tab) {
  state.show_table = true;
  state.bottom_tab = tab;
  ++state.bottom_tab_serial;
}

std::optional<std::size_t> scene_index(const State& state, std::string_view name) {
  if (!state.map) return std::nullopt;
  const auto& layers = state.map->scene.layers;
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (layers[i].name == name) return i;
  return std::nullopt;
}

SceneStyles styles_of(const State& state) {
  SceneStyles styles;
  for (const LayerView& view : state.layers) styles.styles.emplace_back(view.name, view.style);
  return styles;
}

std::vector<Category> categories_of(const State& state, const LayerView& view) {
  const auto& layers = state.map->scene.layers;
  const SceneLayer& layer = layers[view.index];
  const LayerView* clusters = layer.classes_from.empty() ? nullptr : find_layer(state, layer.classes_from);
  if (!clusters) return styled_categories(layer, view.style, nullptr);
  const auto looks = styled_categories(layers[clusters->index], clusters->style, nullptr);
  return styled_categories(layer, view.style, &looks);
}

std::vector<std::string> credits_of(const State& state) {
  std::vector<std::string> credits;
  for (const LayerView& view : state.layers)
    add_credit(state.map->scene.layers[view.index], view.style, credits);
  return credits;
}

OptionValue parse_typed(const OptionField& field, std::string_view text) {
  const bool number = field.type == OptionType::number || field.type == OptionType::integer;
  return parse_option(field, number ? with_decimal_point(text) : std::string(text));
}

Step step_of(const State& state, const Operation& operation) {
  Step step;
  step.operation = operation.name;
  const auto form = state.forms.find(operation.name);
  if (form != state.forms.end()) {
    step.file = form->second.file;
    for (const OptionField& field : operation.options) {
      const auto text = form->second.text.find(field.key);
      if (text == form->second.text.end() || text->second == option_text(field.default_value)) continue;
      step.options[field.key] = parse_typed(field, text->second);
    }
    // What another choice has switched off is not shown, and not meant.
    for (const OptionField& field : operation.options)
      if (!is_used(field, operation.options, step.options)) step.options.erase(field.key);
  }
  if (operation.kind == OperationKind::import && step.file.empty())
    throw usage_error("no file to import was chosen", "choose a file");
  if (form != state.forms.end() && !form->second.name.empty()) step.name = form->second.name;
  return step;
}

void refuse_source_file(const State& state, const std::filesystem::path& file) {
  if (state.recipe && !state.project.empty() && is_source_of(*state.recipe, state.project, file))
    throw usage_error(fmt::format(fmt::runtime(tr("the project is made from {}")), file.string()),
                      tr("choose another name"));
}

}  // namespace agglo::viewer
