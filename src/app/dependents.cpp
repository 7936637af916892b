#include "app/dependents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agglo/error.hpp"
#include "agglo/projection.hpp"

namespace agglo {

namespace {

Frame plane_frame() {
  return {FrameKind::plane, "", "plane in metres, without a place on the Earth", 0};
}

}  // namespace

Frame frame_for(const Dataset& data, bool planar) {
  if (planar) return plane_frame();
  std::vector<double> lon, lat;
  const Layer* firms = data.last(Role::establishments);
  for (const Layer& layer : data.layers) {
    if (!layer.table || layer.role == Role::result || (firms && &layer != firms)) continue;
    const Shapes& shapes = layer.table->shapes;
    lon.insert(lon.end(), shapes.x.begin(), shapes.x.end());
    lat.insert(lat.end(), shapes.y.begin(), shapes.y.end());
  }
  return choose_frame(lon, lat);
}

bool names_layer(const Step& step, const Layer& layer) {
  for (const OptionField& field : operation(step.operation).options) {
    if (!field.info.is_layer) continue;
    const auto given = step.options.find(field.key);
    const std::string name = option_text(given == step.options.end() ? field.default_value : given->second);
    if (name == layer.name || name == to_string(layer.role)) return true;
  }
  return false;
}

Dependents dependents_of(const Recipe& recipe, const Dataset& data, const Layer& changed) {
  const Role role = changed.role;
  Dependents found;
  for (const RecipeStep& entry : recipe.steps) {
    const Operation& op = operation(entry.step.operation);
    const bool has_result = std::any_of(data.layers.begin(), data.layers.end(), [&](const Layer& layer) {
      return layer.role == Role::result && layer.provenance.step == entry.step.name;
    });
    if (op.kind != OperationKind::analysis || !has_result) continue;
    const bool needs = std::find(op.needs.begin(), op.needs.end(), role) != op.needs.end() ||
                       names_layer(entry.step, changed);
    const bool uses = std::find(op.uses.begin(), op.uses.end(), role) != op.uses.end();
    if (needs) found.invalid.push_back(entry.step.name);
    if (uses && !needs) found.outdated.push_back(entry.step.name);
  }
  return found;
}

/// Layers of a step that read the results of another.
std::vector<std::string> readers_of(const Recipe& recipe, const Dataset& data,
                                    const std::vector<Layer>& changed) {
  std::vector<std::string> readers;
  for (const RecipeStep& entry : recipe.steps) {
    const auto& kinds = operation(entry.step.operation).uses_results;
    const bool reads = std::any_of(changed.begin(), changed.end(), [&](const Layer& layer) {
      return layer.provenance.step != entry.step.name && data.find(layer.name) &&
             std::find(kinds.begin(), kinds.end(), layer.kind) != kinds.end();
    });
    if (reads && operation(entry.step.operation).kind == OperationKind::analysis &&
        data.find(entry.step.name))
      readers.push_back(entry.step.name);
  }
  return readers;
}

void check_step_name(const Recipe& recipe, const Dataset& data, const Step& step) {
  if (operation(step.operation).kind != OperationKind::analysis ||
      std::none_of(data.layers.begin(), data.layers.end(), [&](const Layer& layer) {
        return layer.role == Role::result && layer.provenance.step == step.name;
      }))
    return;
  const RecipeStep* earlier = nullptr;
  for (const RecipeStep& entry : recipe.steps)
    if (entry.step.name == step.name && operation(entry.step.operation).kind == OperationKind::analysis)
      earlier = &entry;
  if (earlier && earlier->step.operation != step.operation)
    throw usage_error(
        fmt::format("the project already has a result \"{}\", made by {}; {} does not take its place",
                    step.name, earlier->step.operation, step.operation),
        "give another name with --name");
}

std::string joined(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace agglo
