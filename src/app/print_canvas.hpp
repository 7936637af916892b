// Canvas: a Cairo page in points (1/72 inch) with Pango text, for PDF, SVG and PNG alike.
#pragma once

#include <cairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "agglo/scene.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

inline constexpr double kPointsPerMm = 72 / 25.4;
/// Longest side of a Cairo image.
inline constexpr double kMostPixels = 32767;

inline constexpr Colour kInk{34, 34, 34, 255};
inline constexpr Colour kGrey{96, 96, 96, 255};
inline constexpr Colour kWater{222, 233, 240, 255};

struct Font {
  double size_pt = 8;
  bool bold = false;
  bool italic = false;
  Colour colour = kInk;
};

struct TextBlock {
  std::string_view text;
  Font font;
  double wrap_pt = 0;  ///< 0 = one line
  bool halo = false;
  int most_lines = 0;  ///< with wrap: further lines are cut with an ellipsis; 0 = all
};

struct TextSize {
  double width = 0, height = 0;
};

struct Canvas {
  cairo_t* cairo = nullptr;
  double dpi = 200;    ///< of rasterised layers
  bool vector = true;  ///< PDF or SVG: many points are embedded as an image
  /// SVG: Cairo would turn letters into outlines, so text is collected here as <text> elements instead.
  std::string* svg_text = nullptr;
};

TextSize measure_text(const Canvas& canvas, const TextBlock& block);
/// (x, y) is the upper left corner.
TextSize draw_text(const Canvas& canvas, double x, double y, const TextBlock& block);

void set_colour(cairo_t* cairo, Colour colour, double opacity = 1);

/// Text fit for XML: <>&" and control characters escaped.
std::string xml_escaped(std::string_view text);

/// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number);

/// At most `digits` decimals, without trailing zeros; the same in every locale.
std::string decimal(double value, int digits);

}  // namespace agglo
