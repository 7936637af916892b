#include <fmt/format.h>

#include <algorithm>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "app/operations/step_checks.hpp"
#include "app/scene_credits.hpp"
#include "app/step_memory.hpp"

namespace agglo {
namespace {

/// Several roles may come from one file, which is named once.
void add_sources(std::string& sources, const std::string& added) {
  for (const std::string& source : files_of(added))
    if (("; " + sources + "; ").find("; " + source + "; ") == std::string::npos)
      sources += (sources.empty() ? "" : "; ") + source;
}

/// True when an option names the layer of this role; the operation then says which it was.
bool chosen_by_option(const Operation& op, Role role) {
  return std::any_of(op.options.begin(), op.options.end(), [&](const OptionField& field) {
    return field.info.is_layer && field.info.role == to_string(role);
  });
}

}  // namespace

Outcome run_step(const Dataset& data, const Step& step, RunControl& run) {
  const Operation& op = operation(step.operation);
  for (const auto& [key, value] : step.options) {
    const auto& name = key;
    if (std::none_of(op.options.begin(), op.options.end(),
                     [&](const OptionField& f) { return f.key == name; }))
      throw usage_error(fmt::format("operation {} has no option \"{}\"", op.name, key),
                        "see: agglo help " + op.name);
  }
  refuse_switched_off(step);
  for (const Role role : op.needs)
    if (!data.last(role))
      throw usage_error(
          fmt::format("{} needs {}, and there are none", op.name, to_string(role)),
          fmt::format(
              "import them first: agglo import FILE --as {0} -o PROJECT; without a project give --{0} "
              "FILE",
              to_string(role)));
  Step named = step;
  if (named.name.empty()) named.name = default_step_name(named);
  require_step_memory({data, named}, run);
  Outcome outcome = op.run({data, named}, run);
  std::string sources;
  for (const Role role : op.needs)
    if (!chosen_by_option(op, role)) add_sources(sources, data.last(role)->provenance.source);
  for (Layer& layer : outcome.layers)
    if (layer.role == Role::result) {
      layer.provenance.step = named.name;
      std::string all = sources;
      add_sources(all, layer.provenance.source);  // an operation names the inputs that its options chose
      layer.provenance.source = all;
    }
  return outcome;
}

}  // namespace agglo
