// Classes of a layer: which rows share a colour, and the legend entries that follow.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agglo/scene.hpp"

namespace agglo {

inline constexpr std::size_t kMostCategories = 12;

/// Categories of a layer and the category of each row (-1 = not drawn). `value` is what the rows of a
/// category hold in the column (empty for "other" and for missing values); lower and upper are set when the
/// classes are ranges of numbers, both ends inclusive.
struct Classes {
  std::vector<Category> categories;
  std::vector<std::int16_t> of_row;
  std::vector<std::string> value;
  std::vector<double> lower, upper;
};

/// Text columns and cluster numbers give one category per value, largest first, beyond 12 the 11 largest and
/// "other (n)"; numeric columns give one per value up to 7 values, else five classes of equal count. Missing
/// values come last. Rows without geometry belong to none. No such column: one category with the layer's
/// title.
Classes classify(const Layer& layer, const Style& style);

/// Firms in the colours of their clusters: the categories of `clusters` and "in no cluster".
Classes classify_firms_by_cluster(const Layer& firms, const Style& style, const Layer& clusters,
                                  const Classes& cluster_classes);

/// Labels per row (empty = none) and their rank (higher = placed first).
struct RowLabels {
  std::vector<std::string> text;
  std::vector<float> rank;
};
RowLabels row_labels(const Layer& layer, const Style& style);

/// At most `most` characters (code points), the last an ellipsis when cut.
std::string shortened(std::string_view text, std::size_t most);

/// The layer's title, or its name when it has none.
std::string title_of(const Layer& layer);

}  // namespace agglo
