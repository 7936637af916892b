#include "agglo/projection.hpp"

namespace agglo {

Box box_in_frame(const Box& box_deg, const Frame& frame) {
  constexpr int kSteps = 16;
  std::vector<double> x, y;
  for (int i = 0; i <= kSteps; ++i) {
    const double t = static_cast<double>(i) / kSteps;
    const double lon = box_deg.min_x + t * box_deg.width(), lat = box_deg.min_y + t * box_deg.height();
    x.insert(x.end(), {lon, lon, box_deg.min_x, box_deg.max_x});
    y.insert(y.end(), {box_deg.min_y, box_deg.max_y, lat, lat});
  }
  Projector(frame).metres_from_lonlat(x, y);
  Box box;
  for (std::size_t i = 0; i < x.size(); ++i) box.extend(x[i], y[i]);
  return box;
}

}  // namespace agglo
