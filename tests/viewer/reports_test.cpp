// Reports of the shell as the window shows them, and the counts of a legend.
#include "viewer/panels/reports.hpp"

#include <gtest/gtest.h>

#include "viewer/draw/prepare.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/category_counts.hpp"

namespace agglo::viewer {

using Kind = ReportLine::Kind;

TEST(Reports, lines_of_an_import) {
  const auto lines = report_lines(
      "firms.csv: 1,240 rows read, 1,240 kept, 1,239 with a place\n"
      "  crs     EPSG:4326 (columns LON, LAT hold longitude and latitude)\n"
      "fields\n"
      "  born         ISSDTTM                      header\n"
      "\n"
      "doubtful rows\n"
      "  closed_before_born         488  closing lies before opening; both dates are kept\n"
      "                                  row 344 INACTVDTTM \"2016-08-18 before 2016-09-01\"\n");
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0].kind, Kind::text);
  EXPECT_EQ(lines[1].kind, Kind::row);
  EXPECT_EQ(lines[1].cells[1], "EPSG:4326 (columns LON, LAT hold longitude and latitude)");
  EXPECT_EQ(lines[3].cells, (std::vector<std::string>{"born", "ISSDTTM", "header"}));
  EXPECT_EQ(lines[5].kind, Kind::doubtful);
  EXPECT_EQ(lines[5].cells[1], "488");
  EXPECT_EQ(lines[6].kind, Kind::samples);
  EXPECT_TRUE(report_lines("\n \n").empty());
}

TEST(Reports, counts_are_told_from_sentences) {
  EXPECT_EQ(report_lines("clusters: 45, firms_used: 89245, share: 0.5")[0].kind, Kind::counts);
  EXPECT_EQ(report_lines("firms.csv: 3 rows")[0].kind, Kind::text);
  EXPECT_EQ(report_lines("note: this is none")[0].kind, Kind::text);
  EXPECT_EQ(counts_in_words("clusters: 45, firms_used: 89245, flag_bad_date: 2, lq: 1.5"),
            "Clusters 45 · Firms used 89,245 · Bad date 2 · LQ 1.5");
  EXPECT_EQ(counts_in_words("suggested: 635.7633637012905, none: nan"), "Suggested 635.8 · None nan");
  EXPECT_EQ(counts_in_words(""), "");
}

TEST(Reports, options_have_the_names_of_the_forms) {
  EXPECT_EQ(in_words_of_forms("left out by --sectors, --active-on or --where."),
            "left out by “Sectors”, “Active on” or “Condition”.");
  EXPECT_EQ(in_words_of_forms("add --append, or --name for another layer"),
            "add “Append”, or “Name of the result” for another layer");
  EXPECT_EQ(in_words_of_forms("a -- b, --no-such-thing"), "a -- b, --no-such-thing");
}

TEST(Reports, a_description_without_the_shell) {
  EXPECT_EQ(
      without_shell("Finds places. With --labels-only it is fast: agglo dbscan --help. All is counted."),
      "Finds places. All is counted.");
  EXPECT_EQ(without_shell("One sentence without an end"), "One sentence without an end");
  EXPECT_EQ(without_shell(""), "");
}

TEST(CategoryCounts, counts_the_rows_shown) {
  const std::vector<std::int16_t> category{0, 1, -1, 1, 7, 0};
  RowSet shown(6, true);
  EXPECT_EQ(category_counts(category, 2, shown), (std::vector<std::size_t>{2, 2}));
  shown.erase(0);
  shown.erase(3);
  EXPECT_EQ(category_counts(category, 2, shown), (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(category_counts(category, 2, RowSet()), (std::vector<std::size_t>{0, 0}));
}

TEST(CategoryCounts, a_legend_shows_each_category_as_it_is_drawn) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{0, 1, 1, 0}, std::vector<double>{0, 0, 1, 0});
  shapes.add_point(3, 3);
  shapes.add_none();
  shapes.add_point(4, 3);
  SceneLayer zones;
  zones.shapes = std::make_shared<const Shapes>(shapes);
  zones.category = std::make_shared<const std::vector<std::int16_t>>(std::vector<std::int16_t>{0, 1, 2, 3});
  const auto shown_as = [](const DrawnAs& as) {
    return std::string(as.area ? "area " : "") + (as.line ? "line " : "") + (as.mark ? "mark" : "");
  };
  std::vector<std::string> kinds;
  for (const DrawnAs& as : drawn_as(zones, 4)) kinds.push_back(shown_as(as));
  EXPECT_EQ(kinds, (std::vector<std::string>{"area ", "mark", "area ", "mark"}))
      << "a zone given as a point is a mark on the map";
  zones.category = nullptr;
  EXPECT_EQ(shown_as(drawn_as(zones, 1)[0]), "area mark");
  zones.points_only = true;
  EXPECT_EQ(shown_as(drawn_as(zones, 2)[1]), "mark");
}

TEST(Reports, numbers_of_messages_are_grouped_but_for_years_codes_and_names) {
  EXPECT_EQ(with_grouped_numbers("7114 of the firms (23456) have no date."),
            "7,114 of the firms (23,456) have no date.");
  EXPECT_EQ(with_grouped_numbers("36798 firms, 2746."), "36,798 firms, 2,746.");
  for (const char* same : {"since 2014", "EPSG:32632", "/home/a/20210/b.csv", "row \"7114 b\"", "12345.5 m",
                           "0123", "2021-10000", "A7114", "7,114"})
    EXPECT_EQ(with_grouped_numbers(same), same);
}

TEST(Reports, cells_group_numbers_but_no_years_and_codes) {
  const auto shown = [](const char* name, std::int64_t value) {
    Column column;
    column.name = name;
    column.values = std::vector<std::int64_t>{value};
    return shown_value(column, 0);
  };
  EXPECT_EQ(shown("jobs_lo", 2746), "2,746");
  EXPECT_EQ(shown("change", -36798), "-36,798");
  EXPECT_EQ(shown("firm_id", 36798), "36798");
  EXPECT_EQ(shown("born", 1998), "1998");
  EXPECT_EQ(shown("Jahr", 1998), "1998");
  EXPECT_EQ(shown("Jahr", 19980), "19,980");
  EXPECT_EQ(shown("Postcode", 40126), "40126");
}

}  // namespace agglo::viewer
