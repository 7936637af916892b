#include "agglo/selection_layer.hpp"

#include <gtest/gtest.h>

namespace agglo {

TEST(SelectionLayer, keeps_order_columns_shapes_and_where_it_came_from) {
  auto table = std::make_shared<Table>();
  table->row_count = 3;
  table->add("size", std::vector<double>{1, 2, 3}, "m2", "floor space");
  table->add("number", std::vector<std::int64_t>{7, kMissingInteger, 9});
  StringColumn names;
  for (const char* name : {"a", "", "c"}) names.push_back(name);
  table->add("name", names);
  table->add("born", Days{{10, kUnknownDay, 30}});
  table->shapes.add_point(1, 2);
  table->shapes.add_none();
  table->shapes.add_point(5, 6);
  Layer from{
      "establishments", "Firms", Role::establishments, "", table, {"firms.csv", "abc", "", "open data"}};
  RowSet rows(3);
  rows.insert(1);
  rows.insert(2);
  RunControl run;
  const Layer layer = layer_of_rows(from, rows, run);
  layer.table->validate();
  EXPECT_EQ(layer.kind, "selected_firms");
  EXPECT_EQ(layer.role, Role::result);
  EXPECT_EQ(layer.provenance.source, "selection of 2 of 3 rows of Firms (firms.csv)");
  EXPECT_EQ(layer.provenance.licence, "open data");
  EXPECT_EQ(layer.table->at("size").text(0), "2");
  EXPECT_EQ(layer.table->at("size").unit, "m2");
  EXPECT_EQ(layer.table->at("size").description, "floor space");
  EXPECT_EQ(layer.table->at("number").text(0), "");
  EXPECT_EQ(layer.table->at("number").text(1), "9");
  EXPECT_EQ(layer.table->at("name").text(1), "c");
  EXPECT_EQ(layer.table->at("born").text(0), "");
  EXPECT_EQ(layer.table->shapes.kind[0], ShapeKind::none);
  EXPECT_EQ(layer.table->shapes.first_x(1), 5);
}

TEST(SelectionLayer, tables_without_shapes_stay_without) {
  Table table;
  table.row_count = 2;
  table.add("size", std::vector<double>{1, 2});
  RunControl run;
  const Table kept = rows_of_table(table, RowSet(2, true), run);
  EXPECT_EQ(kept.row_count, 2u);
  EXPECT_TRUE(kept.shapes.empty());
}

}  // namespace agglo
