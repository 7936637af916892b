#include "agglo/palettes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/palette_table.hpp"

namespace agglo {
namespace {

Colour unpacked(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8 & 255),
          static_cast<std::uint8_t>(rgb & 255), 255};
}

double linear(std::uint8_t part) {
  const double v = part / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

std::uint8_t encoded(double v) {
  v = std::clamp(v, 0.0, 1.0);
  const double s = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255 * s));
}

using Lab = std::array<double, 3>;

Lab lab_of(Colour colour) {
  const double r = linear(colour.r), g = linear(colour.g), b = linear(colour.b);
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
  const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const Lab& a, const Lab& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

}  // namespace

std::span<const Palette> palettes() {
  return palette_table();
}

const Palette* find_palette(std::string_view name) {
  for (const Palette& palette : palettes())
    if (name == palette.name) return &palette;
  return nullptr;
}

Colour palette_colour(const Palette& palette, double t) {
  const double last = static_cast<double>(palette.rgb.size() - 1);
  const double place = (std::isnan(t) ? 0.0 : std::clamp(t, 0.0, 1.0)) * last;
  const auto low = std::min(static_cast<std::size_t>(place), palette.rgb.size() - 2);
  const double share = place - static_cast<double>(low);
  const Colour a = unpacked(palette.rgb[low]), b = unpacked(palette.rgb[low + 1]);
  const auto between = [share](std::uint8_t from, std::uint8_t to) {
    return static_cast<std::uint8_t>(std::lround(from + share * (static_cast<double>(to) - from)));
  };
  return {between(a.r, b.r), between(a.g, b.g), between(a.b, b.b), 255};
}

std::vector<Colour> palette_classes(const Palette& palette, std::size_t count, bool reversed) {
  std::vector<Colour> colours;
  for (std::size_t i = 0; i < count; ++i) {
    if (palette.kind == PaletteKind::qualitative) {
      const std::size_t at = i % palette.rgb.size();
      colours.push_back(unpacked(palette.rgb[reversed ? palette.rgb.size() - 1 - at : at]));
      continue;
    }
    double t = count == 1 ? 0.75 : static_cast<double>(i) / static_cast<double>(count - 1);
    // ColorBrewer's palest step is hard to see on a pale map.
    if (palette.kind == PaletteKind::sequential && palette.rgb.size() == 9) t = 0.1 + 0.9 * t;
    colours.push_back(palette_colour(palette, reversed ? 1 - t : t));
  }
  if (reversed && palette.kind == PaletteKind::sequential && palette.rgb.size() == 9)
    for (std::size_t i = 0; i < count; ++i) {
      const double t = count == 1 ? 0.75 : 1 - static_cast<double>(i) / static_cast<double>(count - 1);
      colours[i] = palette_colour(palette, 0.1 + 0.9 * t);
    }
  return colours;
}

std::span<const float> vision_matrix(Vision vision) {
  static constexpr std::array<std::array<float, 9>, 4> kMatrices{
      {{1, 0, 0, 0, 1, 0, 0, 0, 1},
       {0.152286f, 1.052583f, -0.204868f, 0.114503f, 0.786281f, 0.099216f, -0.003882f, -0.048116f, 1.051998f},
       {0.367322f, 0.860646f, -0.227968f, 0.280085f, 0.672501f, 0.047413f, -0.011820f, 0.042940f, 0.968881f},
       {1.255528f, -0.076749f, -0.178779f, -0.078411f, 0.930809f, 0.147602f, 0.004733f, 0.691367f,
        0.303900f}}};
  return kMatrices[static_cast<std::size_t>(vision)];
}

Colour seen_by(Vision vision, Colour colour) {
  if (vision == Vision::usual) return colour;
  const auto m = vision_matrix(vision);
  const std::array<double, 3> in{linear(colour.r), linear(colour.g), linear(colour.b)};
  std::array<std::uint8_t, 3> out{};
  for (std::size_t row = 0; row < 3; ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += static_cast<double>(m[3 * row + k]) * in[k];
    out[row] = encoded(sum);
  }
  return {out[0], out[1], out[2], colour.a};
}

bool confuses_some(std::span<const Colour> colours) {
  for (std::size_t i = 0; i < colours.size(); ++i)
    for (std::size_t j = i + 1; j < colours.size(); ++j) {
      const double usual = distance(lab_of(colours[i]), lab_of(colours[j]));
      for (const Vision vision : {Vision::protan, Vision::deutan, Vision::tritan}) {
        const double left =
            distance(lab_of(seen_by(vision, colours[i])), lab_of(seen_by(vision, colours[j])));
        if (left < 10 && left < usual / 3) return true;
      }
    }
  return false;
}

}  // namespace agglo
