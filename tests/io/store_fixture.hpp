// Scratch folders and tables for the tests of store and writers.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <string>

#include "agglo/dataset.hpp"
#include "io/store_file.hpp"

namespace agglo::test {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "agglo-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

inline std::string sql_value(const std::filesystem::path& file, const std::string& query) {
  const auto rows = query_sql(*open_geopackage(file, false), file, query);
  return rows.empty() ? "(no row)" : rows[0][0];
}

/// Points and one column of each kind, with extreme and missing values.
inline Table mixed_table(std::size_t rows) {
  Table table;
  table.row_count = rows;
  std::vector<double> reals;
  std::vector<std::int64_t> integers;
  StringColumn texts;
  Days days;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double special[] = {0.1,    std::nan(""),           kInfinity, -kInfinity,
                            5e-324, 1.7976931348623157e308, 1 / 3.0,   42};
  const std::int64_t whole[] = {
      0,  kMissingInteger, std::numeric_limits<std::int64_t>::max(), kMissingInteger + 1,
      -7, 9007199254740993};
  const char* words[] = {"Müller & Söhne",       "",     "a,b;\"c\"\n d", " leading",
                         "'); DROP TABLE x; --", "北京", "NULL"};
  const Day dates[] = {
      0, kUnknownDay, 20000, -100000, *day_from_civil(1, 1, 1), *day_from_civil(9999, 12, 31)};
  for (std::size_t i = 0; i < rows; ++i) {
    reals.push_back(i < 300 ? special[i % std::size(special)] : std::sin(static_cast<double>(i)));
    integers.push_back(whole[i % std::size(whole)]);
    texts.push_back(words[i % std::size(words)]);
    days.values.push_back(dates[i % std::size(dates)]);
    if (i % 5 == 1)
      table.shapes.add_none();
    else
      table.shapes.add_point(-118 + std::sin(static_cast<double>(i)) / 3,
                             33 + std::cos(static_cast<double>(i)) / 7);
  }
  table.add("value", std::move(reals), "m2", "a real number");
  table.add("count", std::move(integers));
  table.add("name", std::move(texts), "", "it's a name");
  table.add("born", std::move(days));
  return table;
}

inline Layer layer_of(std::string name, std::shared_ptr<const Table> table) {
  Layer layer;
  layer.name = std::move(name);
  layer.title = "Title of " + layer.name;
  layer.table = std::move(table);
  return layer;
}

/// Bit for bit, NaN included.
inline void expect_equal(const Table& found, const Table& expected) {
  EXPECT_EQ(found.row_count, expected.row_count);
  EXPECT_TRUE(found.row_count == 0 || found.shapes == expected.shapes);
  ASSERT_EQ(found.columns.size(), expected.columns.size());
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    const Column &a = found.columns[i], &b = expected.columns[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.unit, b.unit);
    EXPECT_EQ(a.description, b.description);
    ASSERT_EQ(a.values.index(), b.values.index()) << a.name;
    if (const auto* reals = std::get_if<std::vector<double>>(&a.values)) {
      const auto& others = std::get<std::vector<double>>(b.values);
      ASSERT_EQ(reals->size(), others.size());
      for (std::size_t row = 0; row < others.size(); ++row)
        EXPECT_TRUE(std::bit_cast<std::uint64_t>((*reals)[row]) ==
                        std::bit_cast<std::uint64_t>(others[row]) ||
                    (std::isnan((*reals)[row]) && std::isnan(others[row])))
            << a.name << ' ' << row << ' ' << (*reals)[row] << ' ' << others[row];
    } else {
      EXPECT_TRUE(a.values == b.values) << a.name;
    }
  }
}

}  // namespace agglo::test
