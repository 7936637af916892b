// What surrounds the map: scale bar and north arrow.
#pragma once

#include <optional>
#include <vector>

#include "agglo/projection.hpp"
#include "app/print_map.hpp"

namespace agglo {

/// What the projection does at the map's centre.
struct CentreFacts {
  double ground_m_per_pt = 1;       ///< true metres on the ground per point on paper
  double scale_denominator = 0;     ///< 1 : n
  std::optional<double> north_deg;  ///< direction of true north, clockwise from the page's upright; none on a
                                    ///< plane or where it turns by more than 10 degrees within the map
  double lon_deg = 0, lat_deg = 0;
};
CentreFacts centre_facts(const Frame& frame, const MapView& view);

/// A bar of a round length (1, 2, 5 x 10^k metres) of at most `most_pt`.
struct ScaleBar {
  double length_m = 0, length_pt = 0;
};
ScaleBar scale_bar(double ground_m_per_pt, double most_pt);

/// Draws the bar with its figures; returns the height.
double draw_scale_bar(const Canvas& canvas, double x, double y, const ScaleBar& bar);

/// An arrow with an N, height about 30 points around (x, y), turned by `north_deg`.
void draw_north_arrow(const Canvas& canvas, double x, double y, double north_deg);

/// "1 : 250,000", three significant figures.
std::string scale_text(double denominator);

}  // namespace agglo
