// The readers behind read_roads (road_source.hpp).
#pragma once

#include "agglo/road_source.hpp"
#include "import_source.hpp"
#include "speed_profile.hpp"

namespace agglo {

RoadWays read_osm_roads(SourceRequest& request, const SpeedProfile& profile);
RoadWays read_line_roads(SourceRequest& request, const SpeedProfile& profile, bool& is_planar);

}  // namespace agglo
