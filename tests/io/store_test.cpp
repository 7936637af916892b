#include "agglo/store.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <random>

#include "agglo/error.hpp"
#include "io/store_file.hpp"
#include "store_fixture.hpp"

namespace agglo {
namespace {
namespace fs = std::filesystem;

using test::expect_equal;
using test::layer_of;
using test::mixed_table;
using test::ScratchFolder;

Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return failure("");
}

TEST(ProjectStore, tables_come_back_as_they_were_put) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  const auto mixed = std::make_shared<const Table>(mixed_table(500));
  ProjectStore store = ProjectStore::create(file);
  RunControl run;
  ProjectChange change;
  change.put_layers = {layer_of("firms", mixed)};
  store.commit(change, run);
  expect_equal(store.read_table("firms", run), *mixed);
  expect_equal(ProjectStore::open(file).read_table("firms", run), *mixed);
}

TEST(ProjectStore, a_large_layer_comes_back_and_is_indexed_only_when_exported) {
  const ScratchFolder folder;
  auto table = std::make_shared<Table>();
  table->row_count = 260'000;
  for (std::size_t i = 0; i < table->row_count; ++i)
    table->shapes.add_point(std::sin(static_cast<double>(i)), std::cos(0.7 * static_cast<double>(i)));
  ProjectStore store = ProjectStore::create(folder / "a.gpkg");
  RunControl run;
  ProjectChange change;
  change.put_layers = {layer_of("points", table)};
  store.commit(change, run);
  expect_equal(store.read_table("points", run), *table);
  EXPECT_EQ(test::sql_value(folder / "a.gpkg", "SELECT count(*) FROM sqlite_master WHERE name LIKE 'rtree%'"),
            "0");
  write_layers(folder / "b.gpkg", change.put_layers, false, run);
  EXPECT_EQ(test::sql_value(folder / "b.gpkg", "SELECT count(*) FROM rtree_points_geom"), "260000");
}

TEST(ProjectStore, every_kind_of_geometry_comes_back_and_gets_its_type) {
  const ScratchFolder folder;
  ProjectStore store = ProjectStore::create(folder / "a.gpkg");
  RunControl run;
  const double square_x[] = {0, 4, 4, 0, 0}, square_y[] = {0, 0, 4, 4, 0};
  const double hole_x[] = {1, 1, 2, 2, 1}, hole_y[] = {1, 2, 2, 1, 1};
  const auto add_polygon = [&](Shapes& shapes, int parts) {
    shapes.begin_row(ShapeKind::polygon);
    for (int part = 0; part < parts; ++part) {
      shapes.begin_part();
      shapes.add_ring(square_x, square_y);
      shapes.add_ring(hole_x, hole_y);
    }
  };
  const auto add_line = [&](Shapes& shapes, int parts) {
    shapes.begin_row(ShapeKind::line);
    for (int part = 0; part < parts; ++part) {
      shapes.begin_part();
      shapes.add_ring(square_x, hole_y);
    }
  };
  const auto add_points = [&](Shapes& shapes, int parts) {
    shapes.begin_row(ShapeKind::point);
    for (int part = 0; part < parts; ++part) {
      shapes.begin_part();
      shapes.add_ring({square_x, 1}, {hole_y, 1});
    }
  };
  struct Case {
    const char* name;
    const char* type;
    std::function<void(Shapes&)> fill;
  };
  const std::vector<Case> cases{
      {"points", "POINT", [&](Shapes& s) { add_points(s, 1), s.add_none(), s.add_point(0.1, 1e-300); }},
      {"multipoints", "MULTIPOINT", [&](Shapes& s) { add_points(s, 3), add_points(s, 2); }},
      {"some multipoints", "GEOMETRY", [&](Shapes& s) { add_points(s, 1), add_points(s, 2); }},
      {"lines", "MULTILINESTRING", [&](Shapes& s) { add_line(s, 1), add_line(s, 2), s.add_none(); }},
      {"polygons", "MULTIPOLYGON", [&](Shapes& s) { add_polygon(s, 1), add_polygon(s, 2), s.add_none(); }},
      {"mixed", "GEOMETRY",
       [&](Shapes& s) { add_polygon(s, 1), add_line(s, 1), add_points(s, 1), s.add_none(); }},
      {"nothing", "GEOMETRY", [&](Shapes& s) { s.add_none(), s.add_none(); }},
  };
  ProjectChange change;
  for (const Case& shape_case : cases) {
    auto table = std::make_shared<Table>();
    shape_case.fill(table->shapes);
    table->row_count = table->shapes.size();
    change.put_layers.push_back(layer_of(shape_case.name, table));
  }
  store.commit(change, run);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    expect_equal(store.read_table(cases[i].name, run), *change.put_layers[i].table);
    EXPECT_EQ(test::sql_value(folder / "a.gpkg",
                              "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE "
                              "table_name = " +
                                  sql_text(cases[i].name)),
              cases[i].type);
  }
}

TEST(ProjectStore, empty_tables_and_tables_without_columns_or_geometry_come_back) {
  const ScratchFolder folder;
  ProjectStore store = ProjectStore::create(folder / "a.gpkg");
  RunControl run;
  auto empty = std::make_shared<Table>(mixed_table(0));
  auto plain = std::make_shared<Table>(mixed_table(3));
  plain->shapes = {};
  auto bare = std::make_shared<Table>();
  bare->shapes.add_point(1, 2);
  bare->row_count = 1;
  ProjectChange change;
  change.put_layers = {layer_of("empty", empty), layer_of("plain", plain), layer_of("bare", bare)};
  store.commit(change, run);
  expect_equal(store.read_table("empty", run), *empty);
  expect_equal(store.read_table("plain", run), *plain);
  expect_equal(store.read_table("bare", run), *bare);
  EXPECT_EQ(
      test::sql_value(folder / "a.gpkg", "SELECT data_type FROM gpkg_contents WHERE table_name = 'plain'"),
      "attributes");
}

TEST(ProjectStore, awkward_names_of_layers_and_columns_are_kept) {
  const ScratchFolder folder;
  ProjectStore store = ProjectStore::create(folder / "a.gpkg");
  RunControl run;
  auto table = std::make_shared<Table>();
  table->row_count = 1;
  int value = 0;
  for (const char* name : {"fid", "geom", "GEOM", "Name", "name", "NAME", "rowid", "a \"b\" 'c'", "größe",
                           "select", "ogc_fid", "", "x;y", "name_2"}) {
    ++value;
    table->add(name, std::vector<std::int64_t>{value}, "u" + std::to_string(value), "it's");
  }
  table->shapes.add_point(1, 2);
  ProjectChange change;
  for (const char* name : {"Unternehmen Süd", "firms", "Firms", "gpkg_contents", "agglo_project",
                           "rtree_firms_geom", "it's \"quoted\"", "layer_styles", "a.b", "select", " "})
    change.put_layers.push_back(layer_of(name, table));
  store.commit(change, run);
  const ProjectStore again = ProjectStore::open(folder / "a.gpkg");
  ASSERT_EQ(again.layers().size(), change.put_layers.size());
  for (std::size_t i = 0; i < change.put_layers.size(); ++i) {
    EXPECT_EQ(again.layers()[i].name, change.put_layers[i].name);
    expect_equal(again.read_table(change.put_layers[i].name, run), *table);
  }
}

TEST(ProjectStore, titles_roles_provenance_frame_and_texts_are_kept) {
  const ScratchFolder folder;
  ProjectStore store = ProjectStore::create(folder / "a.gpkg");
  EXPECT_TRUE(store.layers().empty());
  EXPECT_EQ(store.info().frame, Frame{});
  EXPECT_EQ(store.text("recipe"), std::nullopt);
  RunControl run;
  ProjectChange change;
  Layer layer = layer_of("clusters 0.5", std::make_shared<Table>(mixed_table(2)));
  layer.title = "Clusters, it's 500 m";
  layer.role = Role::zones;
  layer.kind = "clusters";
  layer.provenance = {"/data/it's.csv", "abc", "dbscan", "CC BY"};
  change.put_layers = {layer};
  Frame frame;
  frame.kind = FrameKind::projected;
  frame.definition = "+proj=tmerc";
  frame.name = "transverse Mercator, centred on 118.15° W 33.81° N";
  frame.largest_scale_error = 0.1 / 3;
  change.frame = frame;
  const std::string large = std::string(3'000'000, 'x') + "'end\n";
  change.put_texts = {{"recipe", "[[step]]\nname = 'dbscan'\n"}, {"empty", ""}, {"large", large}};
  store.commit(change, run);
  change = {};
  change.put_texts = {{"recipe", "second"}};
  store.commit(change, run);
  const ProjectStore again = ProjectStore::open(folder / "a.gpkg");
  EXPECT_EQ(again.info().frame, frame);
  EXPECT_EQ(again.info().agglo_version, AGGLO_VERSION);
  EXPECT_EQ(again.text("recipe"), "second");
  EXPECT_EQ(again.text("empty"), "");
  EXPECT_EQ(again.text("large"), large);
  EXPECT_EQ(again.text("other"), std::nullopt);
  ASSERT_EQ(again.layers().size(), 1U);
  const Layer& kept = again.layers()[0];
  EXPECT_EQ(kept.title, layer.title);
  EXPECT_EQ(kept.role, layer.role);
  EXPECT_EQ(kept.kind, layer.kind);
  EXPECT_EQ(kept.provenance.source, layer.provenance.source);
  EXPECT_EQ(kept.provenance.sha256, layer.provenance.sha256);
  EXPECT_EQ(kept.provenance.step, layer.provenance.step);
  EXPECT_EQ(kept.provenance.licence, layer.provenance.licence);
  EXPECT_EQ(kept.table, nullptr);
}

TEST(ProjectStore, a_replaced_layer_is_the_last_and_a_removed_one_is_gone) {
  const ScratchFolder folder;
  ProjectStore store = ProjectStore::create(folder / "a.gpkg");
  RunControl run;
  const auto first = std::make_shared<const Table>(mixed_table(20));
  const auto second = std::make_shared<const Table>(mixed_table(7));
  ProjectChange change;
  change.put_layers = {layer_of("a", first), layer_of("b", first), layer_of("c", first)};
  store.commit(change, run);
  change.put_layers = {layer_of("a", second)};
  change.remove_layers = {"b", "never there"};
  change.qgis_styles = {{"c", "<qgis/>"}};
  store.commit(change, run);
  ASSERT_EQ(store.layers().size(), 2U);
  EXPECT_EQ(store.layers()[0].name, "c");
  EXPECT_EQ(store.layers()[1].name, "a");
  expect_equal(store.read_table("a", run), *second);
  expect_equal(store.read_table("c", run), *first);
  EXPECT_EQ(error_of([&] { store.read_table("b", run); }).kind, ErrorKind::usage);
  // Nothing of the removed layer stays behind, its index included.
  EXPECT_EQ(test::sql_value(folder / "a.gpkg",
                            "SELECT count(*) FROM sqlite_master WHERE name LIKE '%\\_b\\_%' ESCAPE '\\'"),
            "0");
  EXPECT_EQ(test::sql_value(folder / "a.gpkg",
                            "SELECT styleQML FROM layer_styles WHERE f_table_name = 'c' AND "
                            "f_geometry_column = 'geom' AND f_table_schema = ''"),
            "<qgis/>");
  change = {};
  change.remove_layers = {"c"};
  store.commit(change, run);
  EXPECT_EQ(test::sql_value(folder / "a.gpkg", "SELECT count(*) FROM layer_styles"), "0");
}

TEST(ProjectStore, saved_layers_have_extent_index_and_reference_system) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  RunControl run;
  ProjectChange change;
  auto table = std::make_shared<Table>();
  table->shapes.add_point(-118, 33);
  table->shapes.add_point(-117, 34);
  table->row_count = 2;
  change.put_layers = {layer_of("places", table)};
  Frame frame;
  frame.kind = FrameKind::geocentric;
  change.frame = frame;
  ProjectStore store = ProjectStore::create(file);
  store.commit(change, run);
  EXPECT_EQ(
      test::sql_value(file,
                      "SELECT min_x || ' ' || max_y || ' ' || srs_id FROM gpkg_contents WHERE table_name "
                      "= 'places'"),
      "-118.0 34.0 4326");
  EXPECT_EQ(test::sql_value(file, "SELECT count(*) FROM rtree_places_geom"), "2");
  EXPECT_EQ(test::sql_value(file, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'places'"),
            "2");
  change.frame = Frame{};
  store.commit(change, run);
  EXPECT_EQ(test::sql_value(file, "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'places'"),
            "-1");
  EXPECT_EQ(test::sql_value(file, "SELECT count(*) FROM gpkg_spatial_ref_sys"), "3");
}

TEST(ProjectStore, the_same_commits_give_the_same_bytes) {
  const ScratchFolder folder;
  const auto table = std::make_shared<const Table>(mixed_table(300));
  std::string bytes[2];
  for (int i = 0; i < 2; ++i) {
    const fs::path file = folder / ("a" + std::to_string(i) + ".gpkg");
    ProjectStore store = ProjectStore::create(file);
    RunControl run;
    ProjectChange change;
    change.put_layers = {layer_of("a", table), layer_of("b", table)};
    change.qgis_styles = {{"a", "<qgis/>"}};
    store.commit(change, run);
    change.remove_layers = {"b"};
    store.commit(change, run);
    bytes[i] = test::bytes_of(file);
  }
  EXPECT_FALSE(bytes[0].empty());
  EXPECT_TRUE(bytes[0] == bytes[1]);
}

TEST(ProjectStore, files_that_are_no_project_are_refused_with_advice) {
  const ScratchFolder folder;
  EXPECT_FALSE(is_project(folder / "missing.gpkg"));
  EXPECT_NE(error_of([&] { ProjectStore::open(folder / "missing.gpkg"); }).message.find("there is no file"),
            std::string::npos);
  fs::create_directory(folder / "folder.gpkg");
  EXPECT_EQ(error_of([&] { ProjectStore::open(folder / "folder.gpkg"); }).kind, ErrorKind::failure);
  std::ofstream(folder / "empty.gpkg").close();
  std::ofstream(folder / "text.gpkg") << "name,lon,lat\n";
  for (const char* name : {"empty.gpkg", "text.gpkg"}) {
    EXPECT_FALSE(is_project(folder / name));
    const Error error = error_of([&] { ProjectStore::open(folder / name); });
    EXPECT_EQ(error.kind, ErrorKind::failure);
    EXPECT_NE(error.message.find(name), std::string::npos);
    EXPECT_FALSE(error.hint.empty()) << error.message;
  }
  RunControl run;
  write_layers(folder / "plain.gpkg", {layer_of("a", std::make_shared<Table>(mixed_table(3)))}, false, run);
  EXPECT_FALSE(is_project(folder / "plain.gpkg"));
  EXPECT_NE(error_of([&] { ProjectStore::open(folder / "plain.gpkg"); }).message.find("not an agglo project"),
            std::string::npos);
}

TEST(ProjectStore, a_project_of_a_newer_format_is_refused_naming_both_versions) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  ProjectStore::create(file);
  EXPECT_TRUE(is_project(file));
  run_sql(*open_geopackage(file, true), file,
          "UPDATE agglo_project SET value = '9' WHERE key = 'format_version'");
  run_sql(*open_geopackage(file, true), file,
          "UPDATE agglo_project SET value = '7.5' WHERE key = 'agglo_version'");
  const Error error = error_of([&] { ProjectStore::open(file); });
  EXPECT_NE(error.message.find("agglo 7.5"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find(AGGLO_VERSION), std::string::npos);
  EXPECT_FALSE(error.hint.empty());
}

TEST(ProjectStore, damaged_files_give_an_error_and_never_a_crash) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  const auto table = std::make_shared<const Table>(mixed_table(400));
  RunControl run;
  ProjectChange change;
  change.put_layers = {layer_of("a", table)};
  ProjectStore store = ProjectStore::create(file);
  store.commit(change, run);
  const std::string good = test::bytes_of(file);
  std::mt19937 random(4);
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    std::string bad = good;
    if (i % 2 == 0)
      bad.resize(random() % good.size());
    else
      for (int k = 0; k < 2000; ++k) bad[100 + random() % (good.size() - 100)] = static_cast<char>(random());
    std::ofstream(file, std::ios::binary) << bad;
    try {
      ProjectStore damaged = ProjectStore::open(file);
      damaged.read_table("a", run);
    } catch (const Error& error) {
      EXPECT_FALSE(error.message.empty());
      ++refused;
    }
  }
  EXPECT_GT(refused, 20);
}

TEST(ProjectStore, creating_refuses_existing_files_missing_folders_and_other_extensions) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  ProjectStore::create(file);
  const std::string before = test::bytes_of(file);
  EXPECT_NE(error_of([&] { ProjectStore::create(file); }).message.find("already exists"), std::string::npos);
  EXPECT_EQ(test::bytes_of(file), before);
  EXPECT_NE(
      error_of([&] { ProjectStore::create(folder / "no" / "a.gpkg"); }).message.find("there is no folder"),
      std::string::npos);
  EXPECT_EQ(error_of([&] { ProjectStore::create(folder / "a.csv"); }).kind, ErrorKind::usage);
  EXPECT_EQ(test::entries(folder.path()), 1U);
}

TEST(ProjectStore, a_cancelled_commit_changes_nothing) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  const auto small = std::make_shared<const Table>(mixed_table(10));
  const auto large = std::make_shared<const Table>(mixed_table(40'000));
  ProjectStore store = ProjectStore::create(file);
  RunControl run;
  ProjectChange change;
  change.put_layers = {layer_of("a", small)};
  store.commit(change, run);
  const std::string before = test::bytes_of(file);
  RunControl stopped;
  stopped.request_stop();
  change.put_layers = {layer_of("a", large), layer_of("b", large)};
  EXPECT_EQ(error_of([&] { store.commit(change, stopped); }).kind, ErrorKind::cancelled);
  EXPECT_TRUE(test::bytes_of(file) == before);
  EXPECT_EQ(store.layers().size(), 1U);
  expect_equal(store.read_table("a", run), *small);
  store.commit(change, run);
  expect_equal(store.read_table("a", run), *large);
}

TEST(ProjectStore, a_project_changed_by_another_program_is_not_overwritten) {
  const ScratchFolder folder;
  ProjectStore first = ProjectStore::create(folder / "a.gpkg");
  ProjectStore second = ProjectStore::open(folder / "a.gpkg");
  RunControl run;
  ProjectChange change;
  change.put_texts = {{"recipe", "first"}};
  first.commit(change, run);
  change.put_texts = {{"recipe", "second"}};
  const Error error = error_of([&] { second.commit(change, run); });
  EXPECT_NE(error.message.find("changed by another program"), std::string::npos);
  EXPECT_EQ(ProjectStore::open(folder / "a.gpkg").text("recipe"), "first");
}

TEST(ProjectStore, a_layer_edited_elsewhere_is_read_with_its_present_rows_or_refused) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.gpkg";
  ProjectStore store = ProjectStore::create(file);
  RunControl run;
  ProjectChange change;
  change.put_layers = {layer_of("a", std::make_shared<Table>(mixed_table(5)))};
  store.commit(change, run);
  run_sql(*open_geopackage(file, true), file, "DELETE FROM a WHERE fid = 2");
  EXPECT_EQ(store.read_table("a", run).row_count, 4U);
  run_sql(*open_geopackage(file, true), file, "DELETE FROM agglo_layers");
  EXPECT_NE(error_of([&] { store.read_table("a", run); }).message.find("no longer"), std::string::npos);
}

}  // namespace
}  // namespace agglo
