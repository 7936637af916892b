// Oracle for: chart
#include "agglo/chart.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "agglo/error.hpp"
#include "app/chart_drawings.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("agglo_chart_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Layer layer_with(Table table, const std::string& kind = "curve") {
  return {"result", "Title of the result", Role::result, kind, std::make_shared<Table>(std::move(table)), {}};
}

Table curve_table(const std::vector<double>& x, const std::vector<double>& y) {
  Table table;
  table.row_count = x.size();
  table.add("share", x, "%");
  table.add("distance_m", y, "m");
  return table;
}

std::string svg_of(const Layer& layer, const ChartOptions& options = {}, ChartReport* report = nullptr) {
  const Folder folder;
  RunControl run(1);
  const ChartReport found = print_chart(layer, options, folder.path / "chart.svg", run);
  if (report) *report = found;
  return bytes_of(folder.path / "chart.svg");
}

/// What thinning has lost: a column whose first, last, least or greatest value is missing, or "".
std::string thinning_fault(const std::vector<std::int64_t>& column, const std::vector<double>& values,
                           const std::vector<std::size_t>& kept) {
  for (std::size_t i = 1; i < kept.size(); ++i)
    if (kept[i] <= kept[i - 1]) return "not ascending";
  for (std::size_t i = 0; i < column.size(); ++i) {
    double least = 1e300, greatest = -1e300, kept_least = 1e300, kept_greatest = -1e300;
    for (std::size_t j = 0; j < column.size(); ++j) {
      if (column[j] != column[i]) continue;
      least = std::min(least, values[j]);
      greatest = std::max(greatest, values[j]);
    }
    std::size_t in_column = 0;
    for (const std::size_t k : kept) {
      if (column[k] != column[i]) continue;
      ++in_column;
      kept_least = std::min(kept_least, values[k]);
      kept_greatest = std::max(kept_greatest, values[k]);
    }
    if (kept_least != least || kept_greatest != greatest) return "an extreme is lost";
    if (in_column > 4) return "too many in a column";
    const bool first = i == 0 || column[i - 1] != column[i];
    const bool last = i + 1 == column.size() || column[i + 1] != column[i];
    if ((first || last) && std::find(kept.begin(), kept.end(), i) == kept.end()) return "an end is lost";
  }
  return "";
}

TEST(Chart, thinning_keeps_ends_and_extremes_of_every_column) {
  std::mt19937_64 random(1);
  for (int repeat = 0; repeat < 200; ++repeat) {
    std::vector<std::int64_t> column;
    std::vector<double> values;
    const std::size_t n = 1 + random() % 60;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < n; ++i) {
      at += static_cast<std::int64_t>(random() % 4 == 0);
      column.push_back(at);
      values.push_back(static_cast<double>(random() % 10));
    }
    const auto kept = thinned(column, values);
    ASSERT_EQ(thinning_fault(column, values, kept), "") << repeat;
  }
  const std::vector<std::int64_t> one(5, 0);
  EXPECT_EQ(thinning_fault(one, {1, 9, 5, 0, 2}, {0, 1, 4}), "an extreme is lost");
  EXPECT_EQ(thinning_fault(one, {1, 9, 5, 0, 2}, {1, 3, 4}), "an end is lost");
}

TEST(Chart, ticks_are_round_and_inside) {
  const Axis axis = axis_of("", 0, 8123, false, 8);
  EXPECT_EQ(axis.ticks, (std::vector<double>{0, 2000, 4000, 6000, 8000}));
  EXPECT_EQ(tick_text(axis, 2000), "2,000");
  const Axis fine = axis_of("", 0, 0.07, false, 8);
  EXPECT_EQ(tick_text(fine, fine.ticks[1]), "0.01");
  const Axis logarithmic = axis_of("", 100, 6000, true, 8);
  EXPECT_EQ(logarithmic.ticks, (std::vector<double>{100, 200, 500, 1000, 2000, 5000}));
  EXPECT_NEAR(logarithmic.place(std::sqrt(100 * 6000.0)), 0.5, 1e-12);
  EXPECT_LT(logarithmic.place(0), 0);
  EXPECT_GE(axis_of("", 5, 5, false, 8).ticks.size(), 2U);
}

TEST(Chart, tiny_and_huge_values_keep_their_size) {
  const Axis tiny = axis_of("", 0, 1e-300, false, 8);
  EXPECT_EQ(tick_text(tiny, 0), "0");
  EXPECT_EQ(tick_text(tiny, tiny.ticks[1]), "2e-301");
  EXPECT_EQ(tiny.place(7), 1000);  // not so far that drawing ends
  EXPECT_EQ(tick_text(axis_of("", 1e-300, 1e-290, true, 8), 1e-295), "1e-295");
  EXPECT_EQ(tick_text(axis_of("", 0, 1e300, false, 8), 2e299), "2e+299");
  EXPECT_EQ(figure(1e300), "1e+300");
}

TEST(Chart, figures_have_three_digits_and_thousands) {
  EXPECT_EQ(figure(1234567), "1,234,567");
  EXPECT_EQ(figure(-1234.6), "-1,235");
  EXPECT_EQ(figure(12.345), "12.3");
  EXPECT_EQ(figure(0.12345), "0.123");
}

TEST(Chart, axis_ends_at_99_percent_only_when_few_are_far_higher) {
  std::vector<double> values(200, 10);
  EXPECT_DOUBLE_EQ(upper_end(values, {}), 10.5);
  values[7] = 1000;
  EXPECT_DOUBLE_EQ(upper_end(values, {}), 10.5);
  values[8] = std::numeric_limits<double>::infinity();
  EXPECT_DOUBLE_EQ(upper_end(values, {}), 10.5);
  ChartOptions options;
  options.most_value = 70;
  EXPECT_EQ(upper_end(values, options), 70);
  EXPECT_EQ(upper_end({}, {}), 1);
  EXPECT_EQ(upper_end({0, 0}, {}), 1);
}

TEST(Chart, a_curve_shows_its_axes_names_and_marks) {
  Table table = curve_table({0, 50, 100, 0, 100}, {1000, 2000, 4000, 10, 20});
  StringColumn curve, mark;
  for (const char* name : {"near", "near", "near", "far", "far"}) curve.push_back(name);
  for (const char* text : {"", "bend: 2,000 m", "", "", ""}) mark.push_back(text);
  table.add("curve", curve);
  table.add("mark", mark);
  ChartReport report;
  const std::string svg = svg_of(layer_with(table), {}, &report);
  for (const char* text : {"Title of the result", "Share (%)", "Distance (m)", ">near<", ">far<",
                           "bend: 2,000 m", ">4,000<", ">100<"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
  EXPECT_EQ(report.values, 5U);
  EXPECT_EQ(report.curves, 2U);
  EXPECT_EQ(report.columns, 0U);
}

TEST(Chart, more_values_than_pixels_are_thinned_and_said_so) {
  std::vector<double> x, y;
  for (int i = 0; i < 100000; ++i) {
    x.push_back(i);
    y.push_back(i == 4321 ? 90 : i % 50);
  }
  ChartReport report;
  const std::string svg = svg_of(layer_with(curve_table(x, y)), {}, &report);
  EXPECT_GT(report.columns, 500U);
  EXPECT_LT(svg.size(), 400000U);
  EXPECT_NE(svg.find("more values than columns of pixels"), std::string::npos);
}

TEST(Chart, reachability_is_drawn_in_the_colours_of_the_clusters) {
  Table table;
  table.row_count = 6;
  table.add("position", std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  table.add("reachability_m", std::vector<double>{std::nan(""), 10, 12, 300, 9, 9}, "m");
  table.add("cluster", std::vector<std::int64_t>{0, 0, 0, -1, 1, 1});
  ChartReport report;
  const std::string svg = svg_of(layer_with(table), {}, &report);
  EXPECT_EQ(report.values, 6U);
  EXPECT_NE(svg.find("Cluster 1"), std::string::npos);
  EXPECT_NE(svg.find("In no cluster"), std::string::npos);
  EXPECT_NE(svg.find("Reachability (m)"), std::string::npos);
}

TEST(Chart, parameters_become_a_table_for_each_number) {
  Table table;
  table.row_count = 4;
  table.add("eps_m", std::vector<double>{300, 300, 500, 500}, "m");
  table.add("min_points", std::vector<double>{5, 10, 5, 10});
  table.add("clusters", std::vector<std::int64_t>{1234, 3, 4, kMissingInteger});
  table.add("clustered_percent", std::vector<double>{10.5, 20, 30, 40.26}, "%");
  ChartReport report;
  const std::string svg = svg_of(layer_with(table, "parameters"), {}, &report);
  EXPECT_EQ(report.curves, 2U);
  EXPECT_EQ(report.values, 8U);
  for (const char* text : {">300<", ">500<", ">1,234<", ">10.5<", ">40.3<", "min-points"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
}

TEST(Chart, runs_of_stability_become_tables_of_those_with_other_parameters) {
  Table table;
  table.row_count = 3;
  StringColumn kind;
  for (const char* text : {"parameters", "parameters", "resample"}) kind.push_back(text);
  table.add("kind", kind);
  table.add("eps_m", std::vector<double>{400, 500, 450}, "m");
  table.add("min_points", std::vector<double>{8, 8, 10});
  table.add("clusters", std::vector<std::int64_t>{12, 13, 77});
  table.add("agreement", std::vector<double>{0.91, 0.82, 0.73});
  ChartReport report;
  const std::string svg = svg_of(layer_with(table, "stability_runs"), {}, &report);
  EXPECT_EQ(report.curves, 2U);
  EXPECT_EQ(report.values, 4U);
  for (const char* text : {">400<", ">500<", ">12<", ">0.91<", ">0.82<"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
  for (const char* text : {">450<", ">77<", ">0.73<"}) EXPECT_EQ(svg.find(text), std::string::npos) << text;
}

TEST(Chart, a_tree_is_drawn_with_the_chosen_clusters_named) {
  Table table;
  table.row_count = 3;
  table.add("parent", std::vector<std::int64_t>{-1, 0, 0});
  table.add("birth_m", std::vector<double>{std::nan(""), 900, 900}, "m");
  table.add("death_m", std::vector<double>{900, 40, 0}, "m");
  table.add("weight", std::vector<double>{100, 30, 60});
  table.add("cluster", std::vector<std::int64_t>{-1, 0, 1});
  ChartReport report;
  const std::string svg = svg_of(layer_with(table, "table"), {}, &report);
  EXPECT_EQ(report.values, 3U);
  for (const char* text : {">1</text>", ">100</text>", "Weight of the members", "joins another (m)"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
  std::get<std::vector<std::int64_t>>(table.find("parent")->values)[0] = 2;
  EXPECT_THROW(svg_of(layer_with(table, "table")), Error);
}

TEST(Chart, same_bytes_in_every_format_again_and_nothing_left_behind) {
  const Folder folder;
  const Layer layer = layer_with(curve_table({0, 1, 2}, {3, 1, 2}));
  ChartOptions options;
  options.date = "2026-01-01";
  options.dpi = 50;
  for (const char* name : {"a.svg", "a.pdf", "a.png"}) {
    RunControl run(1);
    print_chart(layer, options, folder.path / name, run);
    const std::string first = bytes_of(folder.path / name);
    print_chart(layer, options, folder.path / name, run);
    EXPECT_GT(first.size(), 500U);
    EXPECT_EQ(first, bytes_of(folder.path / name)) << name;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path), {}), 3);
}

TEST(Chart, refuses_what_it_cannot_draw) {
  const Folder folder;
  RunControl run(1);
  const auto print = [&](const Layer& layer, const char* file) {
    print_chart(layer, {}, folder.path / file, run);
  };
  EXPECT_THROW(print(layer_with(curve_table({1}, {1}), "clusters"), "a.svg"), Error);
  EXPECT_THROW(print(layer_with(curve_table({}, {})), "a.svg"), Error);
  EXPECT_THROW(print(layer_with(curve_table({1}, {1})), "a.jpg"), Error);
  Table bare;
  bare.row_count = 1;
  bare.add("share", std::vector<double>{1});
  EXPECT_THROW(print(layer_with(bare), "a.svg"), Error);
  EXPECT_NO_THROW(print(layer_with(curve_table({1}, {1})), "a.svg"));
}

}  // namespace
}  // namespace agglo
