// Towns of the base map and towns of the project.
#pragma once

#include <vector>

#include "agglo/dataset.hpp"

namespace agglo {

/// The base map without the towns that the project names itself, so that none is labelled twice.
std::vector<Layer> without_named_towns(const std::vector<Layer>& basemap, const Dataset& data);

}  // namespace agglo
