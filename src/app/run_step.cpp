#include <fmt/format.h>

#include <algorithm>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {

Outcome run_step(const Dataset& data, const Step& step, RunControl& run) {
  const Operation& op = operation(step.operation);
  for (const auto& [key, value] : step.options) {
    const auto& name = key;
    if (std::none_of(op.options.begin(), op.options.end(),
                     [&](const OptionField& f) { return f.key == name; }))
      throw usage_error(fmt::format("operation {} has no option \"{}\"", op.name, key),
                        "see: agglo help " + op.name);
  }
  for (const Role role : op.needs)
    if (!data.last(role))
      throw usage_error(
          fmt::format("{} needs {}, and there are none", op.name, to_string(role)),
          fmt::format("import them first: agglo import FILE --as {} -o PROJECT", to_string(role)));
  Step named = step;
  if (named.name.empty()) named.name = default_step_name(named);
  Outcome outcome = op.run({data, named}, run);
  std::string sources;
  for (const Role role : op.needs) {
    const std::string& source = data.last(role)->provenance.source;
    // Several roles may come from one file.
    if (("; " + sources + "; ").find("; " + source + "; ") == std::string::npos)
      sources += (sources.empty() ? "" : "; ") + source;
  }
  for (Layer& layer : outcome.layers)
    if (layer.role == Role::result) {
      layer.provenance.step = named.name;
      layer.provenance.source = sources;
    }
  return outcome;
}

}  // namespace agglo
