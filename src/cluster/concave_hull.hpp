// Concave hull of a triangulated point set.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace agglo {

/// Rings of vertex numbers, open: the shell first, counter-clockwise, then holes, clockwise.
using HullRings = std::vector<std::vector<std::uint32_t>>;

/// Takes triangles off the rim, longest outer edge first, while that edge is longer than
/// min + ratio * (max - min) of all edges and no point is lost (the chi-shape of Duckham et al. 2008). With
/// `keep_holes`, triangles with a longer edge are taken out of the inside too. Triangles are
/// counter-clockwise. Empty when the triangles do not make one simple area (triangulations of nearly
/// collinear points). O(t log t). GEOS 3.11's own concave hull crashes on such points, which is why agglo has
/// this one.
HullRings concave_hull_rings(std::span<const double> x, std::span<const double> y,
                             const std::vector<std::array<std::uint32_t, 3>>& triangles, double ratio,
                             bool keep_holes);

}  // namespace agglo
