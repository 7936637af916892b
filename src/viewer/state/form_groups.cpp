#include "viewer/state/form_groups.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "agglo/clustering_memory.hpp"
#include "viewer/draw/points_within.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

using Keys = std::initializer_list<std::string_view>;

bool is_in(const std::string& key, Keys keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool has_option(const Operation& operation, std::string_view key) {
  return std::any_of(operation.options.begin(), operation.options.end(),
                     [&](const OptionField& field) { return field.key == key; });
}

const OptionField* option_named(const Operation& operation, std::string_view key) {
  for (const OptionField& field : operation.options)
    if (field.key == key) return &field;
  return nullptr;
}

/// Metres of one unit of a distance round a place; 0 for other options.
double radius_unit_m(const Operation& operation, const OptionField& field) {
  if (field.type != OptionType::number && field.type != OptionType::number_list) return 0;
  if (is_in(field.key, {"eps_m", "max_eps_m", "shift_radius_m", "point_radius_m"})) return 1;
  if (field.key == "bandwidth_m" && group_of(operation, field) == FormGroup::main) return 1;
  return is_in(field.key, {"radius_km", "ring_km", "near_km"}) ? 1000 : 0;
}

/// The value in the form, or the default; nothing when it is wrong.
std::optional<OptionValue> value_of(const State& state, const Operation& operation,
                                    const OptionField& field) {
  const auto form = state.forms.find(operation.name);
  if (form == state.forms.end()) return field.default_value;
  const auto text = form->second.text.find(field.key);
  if (text == form->second.text.end()) return field.default_value;
  try {
    return parse_typed(field, text->second);
  } catch (const Error&) {
    return std::nullopt;
  }
}

const Operation* shown_operation(const State& state) {
  if (!state.show_right || state.right_tab != RightTab::form) return nullptr;
  for (const Operation& operation : operations())
    if (operation.name == state.operation) return &operation;
  return nullptr;
}

std::vector<double> radii_of(const State& state, const Operation& operation, const OptionField& field) {
  std::vector<double> radii;
  const double unit_m = radius_unit_m(operation, field);
  if (unit_m <= 0 || !is_asked(state, operation, field)) return radii;
  const auto value = value_of(state, operation, field);
  if (!value) return radii;
  if (const auto* one = std::get_if<double>(&*value)) radii.push_back(*one * unit_m);
  if (const auto* list = std::get_if<std::vector<double>>(&*value))
    for (const double radius : *list) radii.push_back(radius * unit_m);
  std::erase_if(radii, [](double radius) { return !(radius > 0 && radius < 1e8); });
  std::sort(radii.begin(), radii.end());
  return radii;
}

}  // namespace

const char* group_title(FormGroup group) {
  switch (group) {
    case FormGroup::firms:
      return tr_key("Which firms, and how they count");
    case FormGroup::boundaries:
      return tr_key("Boundaries of the clusters");
    case FormGroup::fine:
      return tr_key("Fine tuning");
    default:
      return "";
  }
}

FormGroup group_of(const Operation& operation, const OptionField& field) {
  const std::string& key = field.key;
  if (is_in(key, {"weight", "each", "sectors", "active_on", "where"})) return FormGroup::firms;
  if (is_in(key, {"boundary", "concave_ratio", "buffer_m", "alpha_m", "boundary_share", "keep_holes", "core",
                  "core_share", "clip_land", "clip_area"}))
    return FormGroup::boundaries;
  if (key == "bandwidth_m" && has_option(operation, "boundary")) return FormGroup::boundaries;
  if (is_in(key, {"max_size",
                  "selection",
                  "merge_below_m",
                  "allow_single_cluster",
                  "xi",
                  "eps_factors",
                  "min_points_factors",
                  "shifts",
                  "shift_radius_m",
                  "most_places",
                  "exclude_other_zones",
                  "merge",
                  "layer",
                  "append",
                  "replace",
                  "speeds",
                  "join_m",
                  "stub_m",
                  "smallest_component",
                  "split_crossings",
                  "direction",
                  "access_m",
                  "access_kmh",
                  "road_km",
                  "also",
                  "decay",
                  "parameter",
                  "least",
                  "zone_weights",
                  "alpha",
                  "oversupply",
                  "pair_cost",
                  "start_column"}))
    return FormGroup::fine;
  // Of ways along roads, these are seldom the first question.
  if (is_in(key, {"network", "good", "poor"}) && has_option(operation, "access_kmh")) return FormGroup::fine;
  if (key == "services" && operation.name == "within") return FormGroup::fine;
  return FormGroup::main;
}

bool is_asked(const State& state, const Operation& operation, const OptionField& field) {
  OptionValues values;
  if (const auto form = state.forms.find(operation.name); form != state.forms.end())
    if (const auto text = form->second.text.find(field.info.used_with.key); text != form->second.text.end())
      values[text->first] = text->second;
  return is_used(field, operation.options, values);
}

std::uint64_t memory_estimate(const State& state, const Operation& operation) {
  constexpr std::array<std::pair<std::string_view, ClusterMethod>, 6> kMethods{
      {{"dbscan", ClusterMethod::dbscan},
       {"hdbscan", ClusterMethod::hdbscan},
       {"optics", ClusterMethod::optics},
       {"st_dbscan", ClusterMethod::st_dbscan},
       {"centres", ClusterMethod::activity_centres},
       {"neighbours", ClusterMethod::neighbour_distances}}};
  const Layer* firms = state.map ? state.map->data.last(Role::establishments) : nullptr;
  if (!firms || !firms->table) return 0;
  const OptionField* weight = option_named(operation, "weight");
  const auto value = weight ? value_of(state, operation, *weight) : std::nullopt;
  const bool weighted = value && !option_text(*value).empty();
  for (const auto& [name, method] : kMethods)
    if (operation.name == name)
      return clustering_memory_bytes(method, firms->table->row_count,
                                     state.map->data.frame.kind == FrameKind::geocentric ? 3 : 2, weighted);
  return 0;
}

std::optional<RadiusPreview> radius_preview(const State& state) {
  const Operation* operation = shown_operation(state);
  if (!operation || !state.map) return std::nullopt;
  const OptionField* chosen = nullptr;
  const OptionField* method = option_named(*operation, "method");
  const auto how = method ? value_of(state, *operation, *method) : std::nullopt;
  for (const OptionField& field : operation->options) {
    // Areas by nearest site or along roads have no radius.
    if (field.key == "radius_km" && how && option_text(*how) != "rings") continue;
    if (radius_unit_m(*operation, field) <= 0) continue;
    if (!chosen || field.key == state.touched_option) chosen = &field;
  }
  if (!chosen) return std::nullopt;
  RadiusPreview preview;
  preview.key = chosen->key;
  preview.radii_m = radii_of(state, *operation, *chosen);
  if (preview.radii_m.empty()) return std::nullopt;
  const OptionField* least = option_named(*operation, "min_points");
  const auto value = least ? value_of(state, *operation, *least) : std::nullopt;
  const auto* number = value ? std::get_if<double>(&*value) : nullptr;
  if (number && *number > 0 && *number < 1e9) preview.least_firms = static_cast<std::size_t>(*number);
  return preview;
}

std::optional<std::size_t> firms_within(const State& state, double x_m, double y_m, double radius_m) {
  if (!state.map) return std::nullopt;
  const auto& layers = state.map->scene.layers;
  for (std::size_t k = layers.size(); k-- > 0;) {
    const SceneLayer& layer = layers[k];
    const auto& points = state.map->prepared[k].points;
    if (layer.role == Role::establishments && layer.points_only && layer.x && layer.y && points)
      return count_within(*points, *layer.x, *layer.y, x_m, y_m, radius_m);
  }
  return std::nullopt;
}

}  // namespace agglo::viewer
