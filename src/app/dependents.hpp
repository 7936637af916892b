// What in a project rests on what.
#pragma once

#include <string>
#include <vector>

#include "agglo/project.hpp"

namespace agglo {

/// The projection is chosen for the establishments; before there are any, for what is there.
Frame frame_for(const Dataset& data, bool planar);

/// True when an option of the step names the layer, or its role.
bool names_layer(const Step& step, const Layer& layer);

/// Results that rest on layers of this role: computed from them (needs), or with columns taken from them
/// (uses).
struct Dependents {
  std::vector<std::string> invalid, outdated;  ///< names of steps
};
Dependents dependents_of(const Recipe& recipe, const Dataset& data, const Layer& changed);

/// Steps that read layers of another step which are `changed`.
std::vector<std::string> readers_of(const Recipe& recipe, const Dataset& data,
                                    const std::vector<Layer>& changed);

/// Error{usage} for an analysis under the name of another operation's result, which would be lost.
void check_step_name(const Recipe& recipe, const Dataset& data, const Step& step);

/// "a, b", sorted, each once.
std::string joined(std::vector<std::string> names);

}  // namespace agglo
