// Palettes: the colours of ColorBrewer and of the viridis family, and how people with colour-vision
// deficiency see them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agglo {

struct Colour {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Colour&) const = default;
};

enum class PaletteKind { sequential, diverging, qualitative };

/// Sequential and diverging palettes are joined linearly between their colours; a qualitative one starts
/// again when it is used up.
struct Palette {
  const char* name;
  PaletteKind kind;
  std::vector<std::uint32_t> rgb;  ///< 0xrrggbb
};

/// All palettes: first the viridis family, then ColorBrewer's (https://colorbrewer2.org, Apache License 2.0).
std::span<const Palette> palettes();
/// Null when there is none of this name.
const Palette* find_palette(std::string_view name);
/// Colour at t in 0..1 of a sequential or diverging palette; NaN counts as 0.
Colour palette_colour(const Palette& palette, double t);
/// `count` colours for classes: the first ones of a qualitative palette, evenly spread ones of the others. A
/// single class of a sequential palette gets its strong third quarter.
std::vector<Colour> palette_classes(const Palette& palette, std::size_t count, bool reversed);

/// Colour vision: the common one, and complete deficiencies of the three kinds of cones.
enum class Vision { usual, protan, deutan, tritan };
/// Row by row, for linear red, green and blue: Machado, Oliveira and Fernandes (2009), severity 1.
std::span<const float> vision_matrix(Vision vision);
/// The colour as such eyes see it.
Colour seen_by(Vision vision, Colour colour);
/// True when two of the colours differ well for the common vision and hardly for another: less than a third
/// of their distance is left (CIE 1976 L*a*b*), and less than 10.
bool confuses_some(std::span<const Colour> colours);

}  // namespace agglo
