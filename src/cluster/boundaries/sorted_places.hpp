// The distinct places of a group in ascending order, so that neither the order of rows nor piles play a part.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/run_control.hpp"
#include "cluster/boundaries/exact_predicates.hpp"

namespace agglo {

/// Distinct places of the rows, ascending by x, then y; rows with a coordinate that is not finite are left
/// out. `count` gets the rows on each place. Memory of both is reused. More than 65,536 rows are sorted on
/// all threads of `run`, which checks for a stop all along. O(n log n).
void sort_places(std::span<const double> x_m, std::span<const double> y_m,
                 std::span<const std::uint32_t> rows, std::vector<Place>& places,
                 std::vector<std::uint32_t>& count, RunControl& run);

}  // namespace agglo
