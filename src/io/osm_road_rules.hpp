// What the tags of an OpenStreetMap way or barrier mean for one mode.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "speed_profile.hpp"

namespace agglo {

/// The value of a tag; empty when it is not there.
using TagLookup = std::function<std::string_view(const char* key)>;

struct OsmRoad {
  std::string kind;                    ///< class: the value of highway, or ferry, shuttle_train
  double forward_kmh, backward_kmh;    ///< NaN: closed in that direction
  std::optional<double> whole_s = {};  ///< time for the whole way, of ferries
  bool joinable = true;
  std::string unread;  ///< a posted speed or duration that is not understood: "maxspeed=fast"
};

/// Class of a way that is a road for somebody; empty for others.
std::string_view osm_road_class(const TagLookup& tags);
/// Nothing when the mode cannot travel the way.
std::optional<OsmRoad> osm_road(const TagLookup& tags, const SpeedProfile& profile);
/// Whether a node with these tags lets nobody of the mode pass.
bool osm_barrier_closes(const TagLookup& tags, const SpeedProfile& profile);

}  // namespace agglo
