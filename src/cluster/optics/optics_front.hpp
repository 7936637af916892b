// The two heavy parts of OPTICS, compiled for every vector instruction set: core distances, and the walk.
#pragma once

#include <vector>

#include "agglo/optics.hpp"
#include "cluster/block_tree.hpp"

namespace agglo::density {

/// Sites in a tree, and the rows on each site. Columns by slot are padded to whole blocks.
template <int D>
struct OpticsSites {
  BlockTree<D> tree;
  std::vector<double> weight;              ///< by slot, in steps; 0 in the padding
  double needed = 1;                       ///< min_points in steps
  std::vector<double> core2;               ///< by slot: squared core distance, infinite when not core
  std::vector<std::uint32_t> rows_begin;   ///< slots + 1, into rows
  std::vector<std::uint32_t> rows;         ///< of each slot, ascending
  std::vector<std::uint32_t> slot_of_row;  ///< kNoSite for rows without coordinates
};

/// Squared core distances of the slots begin .. end-1 (whole blocks) into sites.core2.
void find_core_distances(OpticsSites<2>& sites, double max_eps_m, std::size_t begin, std::size_t end);
void find_core_distances(OpticsSites<3>& sites, double max_eps_m, std::size_t begin, std::size_t end);

/// Appends all rows to `order`.
void walk(const OpticsSites<2>& sites, double max_eps_m, OpticsOrder& order, RunControl& run);
void walk(const OpticsSites<3>& sites, double max_eps_m, OpticsOrder& order, RunControl& run);

}  // namespace agglo::density
