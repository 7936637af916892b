#include "agglo/projection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "io/projection_handle.hpp"

namespace agglo {
namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
}

ProjHandle::ProjHandle(const std::string& definition) : context_(proj_context_create()) {
  proj_context_set_enable_network(context_.get(), 0);
  proj_log_level(context_.get(), PJ_LOG_NONE);
  operation_.reset(proj_create(context_.get(), definition.c_str()));
  if (!operation_)
    throw failure(
        "the projection \"" + definition + "\" is not understood by PROJ",
        "give a PROJ string of a projection in metres, for example +proj=tmerc +lon_0=9 +datum=WGS84");
}

ProjHandle::Scale ProjHandle::scale(double lon_deg, double lat_deg) const {
  proj_errno_reset(get());
  const PJ_FACTORS factors =
      proj_factors(get(), proj_coord(proj_torad(std::remainder(lon_deg, 360.0)), proj_torad(lat_deg), 0, 0));
  if (proj_errno(get()) != 0 || !(factors.tissot_semiminor > 0) || !std::isfinite(factors.tissot_semimajor))
    return {kNaN, kNaN, kNaN};
  return {factors.tissot_semimajor, factors.tissot_semiminor,
          (factors.tissot_semimajor + factors.tissot_semiminor) / 2};
}

PJ_XY ProjHandle::forward(double lon_deg, double lat_deg) const {
  proj_errno_reset(get());
  const PJ_XY xy =
      proj_trans(get(), PJ_FWD,
                 proj_coord(proj_torad(std::remainder(lon_deg, 360.0)), proj_torad(lat_deg), 0, 0))
          .xy;
  return std::isfinite(xy.x) && std::isfinite(xy.y) ? xy : PJ_XY{kNaN, kNaN};
}

PJ_XY ProjHandle::inverse_deg(double x_m, double y_m) const {
  proj_errno_reset(get());
  const PJ_LP lp = proj_trans(get(), PJ_INV, proj_coord(x_m, y_m, 0, 0)).lp;
  if (!std::isfinite(lp.lam) || !std::isfinite(lp.phi)) return {kNaN, kNaN};
  return {proj_todeg(lp.lam), proj_todeg(lp.phi)};
}

struct Projector::Impl {
  FrameKind kind;
  std::unique_ptr<ProjHandle> degrees;  ///< from degrees to metres; null for a plane

  void transform(PJ_DIRECTION direction, std::span<double> x, std::span<double> y) const {
    assert(x.size() == y.size());
    if (kind == FrameKind::geocentric)
      throw failure("data this wide fits no single projection, so there are no plane coordinates",
                    "choose a smaller area, or an analysis that works with distances only");
    if (!degrees || x.empty()) return;
    proj_errno_reset(degrees->get());
    proj_trans_generic(degrees->get(), direction, x.data(), sizeof(double), x.size(), y.data(),
                       sizeof(double), y.size(), nullptr, 0, 0, nullptr, 0, 0);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!std::isfinite(x[i]) || !std::isfinite(y[i])) x[i] = y[i] = kNaN;
  }
};

Projector::Projector(const Frame& frame) : impl_(std::make_unique<Impl>()) {
  impl_->kind = frame.kind;
  if (frame.kind == FrameKind::projected)
    impl_->degrees = std::make_unique<ProjHandle>(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step " + frame.definition);
}
Projector::~Projector() = default;
Projector::Projector(Projector&&) noexcept = default;

void Projector::metres_from_lonlat(std::span<double> x, std::span<double> y) const {
  impl_->transform(PJ_FWD, x, y);
}

void Projector::lonlat_from_metres(std::span<double> x, std::span<double> y) const {
  impl_->transform(PJ_INV, x, y);
}

Shapes Projector::metres_from_lonlat(Shapes shapes) const {
  impl_->transform(PJ_FWD, shapes.x, shapes.y);
  return shapes;
}

Shapes Projector::lonlat_from_metres(Shapes shapes) const {
  impl_->transform(PJ_INV, shapes.x, shapes.y);
  return shapes;
}

void place_in_frame(const Frame& frame, std::span<const double> lon, std::span<const double> lat,
                    std::vector<double>& x, std::vector<double>& y, std::vector<double>& z) {
  assert(lon.size() == lat.size());
  x.assign(lon.begin(), lon.end());
  y.assign(lat.begin(), lat.end());
  z.clear();
  if (frame.kind == FrameKind::geocentric) z.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool known = std::isfinite(x[i]) && std::isfinite(y[i]);
    if (!known) x[i] = y[i] = kNaN;
    if (frame.kind != FrameKind::geocentric) continue;
    const Metres3 place = known ? geocentric_from_lonlat({x[i], y[i]}) : Metres3{kNaN, kNaN, kNaN};
    x[i] = place.x_m;
    y[i] = place.y_m;
    z[i] = place.z_m;
  }
  if (frame.kind == FrameKind::projected) Projector(frame).metres_from_lonlat(x, y);
}

Frame display_frame(const Frame& frame, const Box& extent_deg) {
  if (frame.kind != FrameKind::geocentric) return frame;
  Frame result;
  result.kind = FrameKind::projected;
  const bool known = !extent_deg.empty();
  const double lon_0 =
      known ? std::round(std::remainder((extent_deg.min_x + extent_deg.max_x) / 2, 360.0)) : 0;
  const double lat_0 = known ? std::round((extent_deg.min_y + extent_deg.max_y) / 2) : 0;
  // Beyond a hemisphere the azimuthal map squeezes its rim until nothing can be read there.
  const bool continental = known && extent_deg.width() <= 120 && extent_deg.height() <= 100;
  if (continental) {
    result.definition = fmt::format(
        "+proj=laea +lat_0={:.0f} +lon_0={:.0f} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs", lat_0, lon_0);
    result.name = fmt::format("Lambert azimuthal equal-area, centred on {:.0f}° {} {:.0f}° {}",
                              std::abs(lon_0), lon_0 < 0 ? 'W' : 'E', std::abs(lat_0), lat_0 < 0 ? 'S' : 'N');
  } else {
    result.definition =
        fmt::format("+proj=eqearth +lon_0={:.0f} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs", lon_0);
    result.name = fmt::format("Equal Earth, centred on {:.0f}° {}", std::abs(lon_0), lon_0 < 0 ? 'W' : 'E');
  }
  const ProjHandle projection(result.definition);
  constexpr int kSteps = 8;
  for (int i = 0; known && i <= kSteps; ++i)
    for (int j = 0; j <= kSteps; ++j) {
      const auto scale = projection.scale(extent_deg.min_x + extent_deg.width() * i / kSteps,
                                          extent_deg.min_y + extent_deg.height() * j / kSteps);
      if (std::isnan(scale.mean)) continue;
      result.largest_scale_error =
          std::max({result.largest_scale_error, scale.largest - 1, 1 - scale.smallest});
    }
  return result;
}

double scale_at(const Frame& frame, double lon_deg, double lat_deg) {
  if (frame.kind != FrameKind::projected) return 1;
  return ProjHandle(frame.definition).scale(lon_deg, lat_deg).mean;
}

}  // namespace agglo
