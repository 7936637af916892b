// Which sites matter: those that can serve a firm at all.
#pragma once

#include <string>

#include "agglo/dataset.hpp"
#include "agglo/firms.hpp"
#include "agglo/places.hpp"

namespace agglo {

/// The layer of that name, or the last of that role; Error{usage} when there is none.
const Layer& site_layer(const Dataset& data, const std::string& name);

/// The firms as a disc: a middle and the distance that holds them all.
struct FirmDisc {
  double x, y, radius_m = 0;
};
FirmDisc disc_of(const Establishments& firms);

/// Rows of the sites that have one of the kinds and lie within `reach_m` of the disc of the firms; farther
/// ones can serve no firm. `left_out` counts those.
Institutions selected_sites(const Table& table, const FirmDisc& disc, const Frame& frame,
                            const std::string& kinds, double reach_m, std::size_t& left_out);

/// From the middle of the firms to the nearest site; infinite when no site has a place.
double distance_to_nearest_m(const Table& site_table, const FirmDisc& disc, const Frame& frame);

}  // namespace agglo
