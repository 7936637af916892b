// Classes of a layer: which rows share a colour, and the legend entries that follow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/scene.hpp"

namespace agglo {

inline constexpr std::size_t kMostCategories = 12;

/// Graduated styles give ranges of numbers, "categories" one category per value, largest first, beyond 12 the
/// 11 largest and "others". Automatic: text columns and cluster numbers as categories; numeric columns one
/// class per value up to 7 values, else five classes of equal count, with both ends inclusive. Missing values
/// come last. Rows without geometry belong to none. No such column: one category with the layer's title.
Classes classify(const Layer& layer, const Style& style);

/// The categories of `clusters` and "in no cluster". Both tables need a column "cluster".
Classes classify_firms_by_cluster(const Layer& firms, const Layer& clusters, const Classes& cluster_classes);

/// How classes look under a style; `clusters`: categories whose colours and names the first ones take over.
std::vector<Category> looks_of(const Classes& classes, Role role, const std::string& kind, const Style& style,
                               const std::vector<Category>* clusters);

/// Values of a numeric column as shares of the largest, by row: 0 for values of 0, below, and missing ones.
/// Empty without such a column or without a value above 0.
struct RowSizes {
  std::vector<float> share;
  double most = 0;
};
RowSizes row_sizes(const Layer& layer, const std::string& column);

/// Labels per row (empty = none) and their rank (higher = placed first).
struct RowLabels {
  std::vector<std::string> text;
  std::vector<float> rank;
};
RowLabels row_labels(const Layer& layer, const Style& style);

/// "12 of 400 have no place and are not on the map", of these rows of a layer of that kind (null = all);
/// empty when all are on it.
std::string places_note_of(const Table& table, const std::string& kind, const RowSet* rows);

/// Whether a row has a place on the map.
bool drawable(const Layer& layer, std::size_t row);
/// Firms that the options of a step left out were not looked at: to draw them as "not known" would mislead.
bool left_out(const Table& table, const std::string& kind, std::size_t row);
bool is_numeric(const Column& column);

/// At most `most` characters (code points), the last an ellipsis when cut.
std::string shortened(std::string_view text, std::size_t most);

/// The layer's title, or its name when it has none.
std::string title_of(const Layer& layer);

}  // namespace agglo
