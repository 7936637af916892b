// Georeference of a printed map.
#pragma once

#include <filesystem>

#include "app/print_map.hpp"

namespace agglo {

/// Gives a one-page PDF projection, position and neat line of the map frame, so that GIS programs place it.
/// The page stays as it is; Error when GDAL's PDF driver cannot do it.
void add_georeference(const std::filesystem::path& pdf, const Frame& frame, const MapView& view);

}  // namespace agglo
