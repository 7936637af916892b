#include "agglo/firms.hpp"

#include <cassert>
#include <cmath>

namespace agglo {

bool Establishments::located(std::size_t row) const {
  return !std::isnan(x_m[row]) && !std::isnan(y_m[row]);
}

double Establishments::jobs_mid(std::size_t row) const {
  const double lo = jobs_lo[row], hi = jobs_hi[row];
  return std::isinf(hi) ? lo : (lo + hi) / 2;
}

void Establishments::validate() const {
  [[maybe_unused]] const std::size_t n = size();
  assert(y_m.size() == n && (z_m.empty() || z_m.size() == n));
  assert((frame.kind == FrameKind::plane) == lon_deg.empty() || n == 0);
  assert(jobs_lo.size() == n && jobs_hi.size() == n && sector.size() == n);
  assert(born.size() == n && closed.size() == n && id.size() == n && name.size() == n);
}

}  // namespace agglo
