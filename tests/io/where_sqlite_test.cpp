// Where-expressions against SQLite (a database in memory, through GDAL).
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <memory>
#include <random>

#include "agglo/where.hpp"

namespace agglo {

namespace {

constexpr std::size_t kRows = 400;

Table sample() {
  std::mt19937 random(4);
  Table table;
  table.row_count = kRows;
  std::vector<double> jobs;
  std::vector<std::int64_t> floors;
  StringColumn sector, name;
  for (std::size_t i = 0; i < kRows; ++i) {
    jobs.push_back(random() % 6 == 0 ? std::nan("") : static_cast<double>(random() % 40) / 4);
    floors.push_back(random() % 6 == 0 ? kMissingInteger : static_cast<std::int64_t>(random() % 9) - 3);
    sector.push_back(random() % 6 == 0 ? "" : std::to_string(10 + random() % 30));
    name.push_back(random() % 7 == 0
                       ? ""
                       : std::vector<std::string>{"Alfa", "alfa beta", "BETA", "x_y", "it's"}[random() % 5]);
  }
  table.add("jobs", jobs);
  table.add("floors", floors);
  table.add("sector", sector);
  table.add("name", name);
  return table;
}

/// Row numbers that SQLite finds.
std::vector<std::uint32_t> sqlite_rows(GDALDataset& data, const std::string& expression) {
  std::vector<std::uint32_t> rows;
  OGRLayer* result =
      data.ExecuteSQL(("SELECT row FROM t WHERE " + expression + " ORDER BY row").c_str(), nullptr, nullptr);
  if (!result) {
    ADD_FAILURE() << expression;
    return rows;
  }
  while (OGRFeature* feature = result->GetNextFeature()) {
    rows.push_back(static_cast<std::uint32_t>(feature->GetFieldAsInteger(0)));
    OGRFeature::DestroyFeature(feature);
  }
  data.ReleaseResultSet(result);
  return rows;
}

void fill(OGRLayer& layer, const Table& table) {
  OGRFieldDefn row("row", OFTInteger), jobs("jobs", OFTReal), floors("floors", OFTInteger64),
      sector("sector", OFTString), name("name", OFTString);
  for (OGRFieldDefn* field : {&row, &jobs, &floors, &sector, &name}) layer.CreateField(field);
  for (std::size_t i = 0; i < table.row_count; ++i) {
    OGRFeature* feature = OGRFeature::CreateFeature(layer.GetLayerDefn());
    feature->SetField(0, static_cast<int>(i));
    for (int c = 0; c < 4; ++c) {
      const Column& column = table.columns[static_cast<std::size_t>(c)];
      if (column.text(i).empty())
        feature->SetFieldNull(c + 1);
      else if (c < 2)
        feature->SetField(c + 1, column.number(i));
      else
        feature->SetField(c + 1, column.text(i).c_str());
    }
    ASSERT_EQ(layer.CreateFeature(feature), OGRERR_NONE);
    OGRFeature::DestroyFeature(feature);
  }
}

}  // namespace

TEST(WhereSqlite, the_same_rows) {
  GDALAllRegister();
  const Table table = sample();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("SQLite");
  ASSERT_NE(driver, nullptr);
  const std::unique_ptr<GDALDataset, void (*)(GDALDataset*)> data(
      driver->Create(":memory:", 0, 0, 0, GDT_Unknown, nullptr), [](GDALDataset* d) { GDALClose(d); });
  OGRLayer* layer = data->CreateLayer("t", nullptr, wkbNone, nullptr);
  ASSERT_NE(layer, nullptr);
  fill(*layer, table);
  for (const char* expression : {"jobs > 5",
                                 "jobs >= 5 AND floors <> 0",
                                 "NOT (jobs > 5)",
                                 "NOT jobs > 5 OR floors < 0",
                                 "jobs IS NULL",
                                 "jobs IS NOT NULL AND sector IS NULL",
                                 "floors IN (1, 2, -3)",
                                 "floors NOT IN (1, 2)",
                                 "floors IN (1, NULL)",
                                 "floors NOT IN (1, NULL)",
                                 "jobs BETWEEN 2 AND 4.5",
                                 "jobs NOT BETWEEN floors AND 6",
                                 "sector LIKE '1%'",
                                 "sector NOT LIKE '_2'",
                                 "name LIKE '%beta%'",
                                 "name LIKE 'alfa'",
                                 "name = 'Alfa'",
                                 "name <> 'Alfa'",
                                 "name < 'alfa'",
                                 "name IN ('BETA', 'it''s')",
                                 "name NOT IN ('BETA', 'Alfa')",
                                 "sector >= '20' AND sector < '30'",
                                 "jobs + floors * 2 > 6",
                                 "jobs / floors > 1",
                                 "jobs - -floors = 4",
                                 "-jobs < -3",
                                 "(jobs > 5) IS NULL",
                                 "NOT (jobs > 5 AND floors > 1)",
                                 "jobs > 5 OR floors > 1 AND sector = '12'",
                                 "NOT NOT jobs = 2.5",
                                 "jobs = NULL",
                                 "NOT (jobs = NULL)",
                                 "NOT floors BETWEEN jobs AND 9",
                                 "\"jobs\" = floors",
                                 "name IS NULL OR NOT name LIKE '%a%'"}) {
    RunControl run;
    EXPECT_EQ(rows_where(table, expression, run).first(kRows), sqlite_rows(*data, expression)) << expression;
  }
}

}  // namespace agglo
