#include "app/print_furniture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace agglo {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr double kMetresPerPoint = 0.0254 / 72;

struct Place {
  double lon_deg, lat_deg;
};

Place lonlat_at(const Projector& projector, double x_m, double y_m) {
  projector.lonlat_from_metres({&x_m, 1}, {&y_m, 1});
  return {x_m, y_m};
}

/// Direction of true north at a place of the map, degrees clockwise from grid north; NaN when unknown.
double north_at(const Projector& projector, double x_m, double y_m) {
  const Place place = lonlat_at(projector, x_m, y_m);
  const double step = place.lat_deg > 89 ? -0.01 : 0.01;
  double x = place.lon_deg, y = place.lat_deg + step;
  projector.metres_from_lonlat({&x, 1}, {&y, 1});
  const double sign = step > 0 ? 1 : -1;
  return std::atan2(sign * (x - x_m), sign * (y - y_m)) * 180 / kPi;
}

}  // namespace

CentreFacts centre_facts(const Frame& frame, const MapView& view) {
  CentreFacts facts;
  facts.ground_m_per_pt = 1 / view.pt_per_m;
  const Box& e = view.extent_m;
  if (frame.kind != FrameKind::plane) {
    const Projector projector(frame);
    const double x = (e.min_x + e.max_x) / 2, y = (e.min_y + e.max_y) / 2;
    const Place centre = lonlat_at(projector, x, y);
    facts.lon_deg = centre.lon_deg;
    facts.lat_deg = centre.lat_deg;
    const double scale = scale_at(frame, centre.lon_deg, centre.lat_deg);
    if (std::isfinite(scale) && scale > 0) facts.ground_m_per_pt /= scale;
    const double north = north_at(projector, x, y);
    double turn = 0;
    for (const auto& [cx, cy] :
         {std::pair{e.min_x, e.min_y}, {e.min_x, e.max_y}, {e.max_x, e.min_y}, {e.max_x, e.max_y}})
      turn = std::max(turn, std::abs(std::remainder(north_at(projector, cx, cy) - north, 360)));
    if (std::isfinite(turn) && std::isfinite(north) && turn <= 10) facts.north_deg = north;
  }
  facts.scale_denominator = facts.ground_m_per_pt / kMetresPerPoint;
  return facts;
}

ScaleBar scale_bar(double ground_m_per_pt, double most_pt) {
  const double most_m = most_pt * ground_m_per_pt;
  const double power = std::pow(10, std::floor(std::log10(most_m)));
  ScaleBar bar;
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power <= most_m) bar.length_m = step * power;
  bar.length_pt = bar.length_m / ground_m_per_pt;
  return bar;
}

double draw_scale_bar(const Canvas& canvas, double x, double y, const ScaleBar& bar) {
  cairo_t* cairo = canvas.cairo;
  const Font font{7, false, false, kInk};
  const bool km = bar.length_m >= 1000;
  const double unit = km ? 1000 : 1;
  const double text_height = measure_text(canvas, {"0", font}).height;
  const double top = y + text_height + 1, height = 3.2;
  for (int i = 0; i < 4; ++i) {
    cairo_rectangle(cairo, x + bar.length_pt * i / 4, top, bar.length_pt / 4, height);
    set_colour(cairo, i % 2 == 0 ? kInk : Colour{255, 255, 255, 255});
    cairo_fill(cairo);
  }
  cairo_rectangle(cairo, x, top, bar.length_pt, height);
  set_colour(cairo, kInk);
  cairo_set_line_width(cairo, 0.5);
  cairo_stroke(cairo);
  for (const double share : {0.0, 0.5, 1.0}) {
    std::string text = decimal(bar.length_m * share / unit, 3);
    const double number_width = measure_text(canvas, {text, font}).width;
    if (share == 1.0) text += km ? " km" : " m";
    draw_text(canvas, x + bar.length_pt * share - (share == 0 ? 0 : number_width / 2), y, {text, font});
  }
  return text_height + 1 + height;
}

void draw_north_arrow(const Canvas& canvas, double x, double y, double north_deg) {
  cairo_t* cairo = canvas.cairo;
  cairo_save(cairo);
  cairo_translate(cairo, x, y);
  cairo_rotate(cairo, north_deg * kPi / 180);
  for (const double side : {-1.0, 1.0}) {
    cairo_move_to(cairo, 0, -11);
    cairo_line_to(cairo, side * 5.5, 11);
    cairo_line_to(cairo, 0, 7);
    cairo_close_path(cairo);
    set_colour(cairo, side < 0 ? kInk : Colour{255, 255, 255, 255});
    cairo_fill_preserve(cairo);
    set_colour(cairo, kInk);
    cairo_set_line_width(cairo, 0.6);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER);
    cairo_stroke(cairo);
  }
  cairo_restore(cairo);
  const Font font{8, true, false, kInk};
  const TextSize size = measure_text(canvas, {"N", font});
  const double angle = north_deg * kPi / 180;
  draw_text(canvas, x + 17 * std::sin(angle) - size.width / 2, y - 17 * std::cos(angle) - size.height / 2,
            {"N", font});
}

std::string scale_text(double denominator) {
  if (!(denominator > 0 && denominator < 1e18)) return {};  // beyond are no maps
  const double power = std::pow(10, std::floor(std::log10(denominator)) - 2);
  const double rounded = power >= 1 ? std::round(denominator / power) * power : std::round(denominator);
  return "1 : " + grouped(static_cast<std::uint64_t>(rounded));
}

}  // namespace agglo
