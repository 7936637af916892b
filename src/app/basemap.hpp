// Parts of the base map that agglo ships (all of it: read_basemap in agglo/scene.hpp).
#pragma once

#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// The land of the base map in longitude/latitude, one row per country. Its coast is generalised: islets are
/// missing, and harbours may lie up to some hundred metres off it.
Shapes basemap_land(RunControl& run);

/// Moves what the base map's source cut off at 179.9 degrees east and west to the antimeridian itself.
void close_antimeridian_gap(Shapes& lonlat);

}  // namespace agglo
