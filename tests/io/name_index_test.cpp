#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "agglo/name_index.hpp"

namespace agglo {
namespace {

Column column_of(const std::vector<std::string>& names) {
  StringColumn column;
  for (const std::string& name : names) column.push_back(name);
  return {"name", std::move(column), "", ""};
}

std::map<std::uint32_t, NameMatch> found(const std::vector<std::string>& names, std::string_view query,
                                         std::size_t most_bytes = 1 << 20) {
  RunControl run;
  const NameIndex index(column_of(names), run);
  std::vector<NameHit> hits;
  std::size_t row = 0, rounds = 0;
  while (row < index.row_count() && ++rounds < 100000)
    row = index.search(folded_name(query), row, most_bytes, 1000, hits);
  EXPECT_EQ(row, index.row_count());
  std::map<std::uint32_t, NameMatch> by_row;
  for (const NameHit& hit : hits) EXPECT_TRUE(by_row.emplace(hit.row, hit.match).second) << "row twice";
  return by_row;
}

}  // namespace

TEST(NameIndex, folds_accents_case_and_blanks) {
  EXPECT_EQ(folded_name("  São  Paulo\t"), "sao paulo");
  EXPECT_EQ(folded_name("S\u0061\u0303o"), folded_name("S\u00e3o"));
  EXPECT_EQ(folded_name("Øresund Œuvre ŁÓDŹ"), "oresund oeuvre lodz");
  EXPECT_EQ(folded_name("STRASSE"), folded_name("Straße"));
  EXPECT_EQ(folded_name("ﬁrm"), "firm");
  EXPECT_EQ(folded_name("Ελλάδα"), folded_name("ΕΛΛΑΔΑ"));
  EXPECT_EQ(folded_name(""), "");
  EXPECT_FALSE(folded_name("a\xff z").empty());
}

TEST(NameIndex, ranks_matches) {
  const std::vector<std::string> names{
      "Módena", "Modena Nord", "Ceramiche Modena", "Transmodena", "Bologna", "", "Nord di Modena", "modena"};
  const auto hits = found(names, "MODENA");
  const std::map<std::uint32_t, NameMatch> expected{{0, NameMatch::exact},       {1, NameMatch::prefix},
                                                    {2, NameMatch::word_prefix}, {3, NameMatch::inside},
                                                    {6, NameMatch::word_prefix}, {7, NameMatch::exact}};
  EXPECT_EQ(hits, expected);
  const auto words = found(names, "modena nord");
  EXPECT_EQ(words.at(1), NameMatch::exact);
  EXPECT_EQ(words.at(6), NameMatch::all_words);
  EXPECT_EQ(words.size(), 2U);
  EXPECT_TRUE(found(names, "").empty());
  EXPECT_TRUE(found(names, "xyz").empty());
}

TEST(NameIndex, agrees_with_a_plain_search_in_slices_of_any_size) {
  std::vector<std::string> names;
  for (int k = 0; k < 3000; ++k) names.push_back(k % 7 == 0 ? "" : "Firm " + std::to_string(k * 37 % 1009));
  for (const std::size_t most_bytes : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
    const auto hits = found(names, "firm 12", most_bytes);
    for (std::uint32_t row = 0; row < names.size(); ++row)
      EXPECT_EQ(hits.count(row) > 0 && hits.at(row) <= NameMatch::prefix, names[row].starts_with("Firm 12"))
          << row << " of " << most_bytes;
  }
}

TEST(NameIndex, keeps_the_best_when_there_are_too_many) {
  std::vector<std::string> names(500, "Alfa Beta");
  names.push_back("Beta");
  RunControl run;
  const NameIndex index(column_of(names), run);
  std::vector<NameHit> hits;
  EXPECT_EQ(index.search("beta", 0, 1 << 20, 10, hits), index.row_count());
  EXPECT_EQ(hits.size(), 11U);
  EXPECT_EQ(hits.back().match, NameMatch::exact);
}

}  // namespace agglo
