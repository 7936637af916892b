#include "agglo/scene.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "agglo/projection.hpp"
#include "app/basemap.hpp"
#include "app/scene_classes.hpp"
#include "app/scene_named.hpp"

namespace agglo {
namespace {

void add_square(Shapes& shapes, double x, double y, double side) {
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{x, x + side, x + side, x, x},
                  std::vector<double>{y, y, y + side, y + side, y});
}

Layer points_layer(const char* name, Role role, const char* kind, const std::vector<std::string>& values,
                   const char* column) {
  auto table = std::make_shared<Table>();
  StringColumn texts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    table->shapes.add_point(static_cast<double>(i % 10), static_cast<double>(i / 10));
    texts.push_back(values[i]);
    ++table->row_count;
  }
  table->add(column, std::move(texts));
  return {name, name, role, kind, table, {}};
}

Layer squares_layer(const char* name, Role role, const char* kind, std::vector<std::int64_t> numbers,
                    const char* column) {
  auto table = std::make_shared<Table>();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    add_square(table->shapes, static_cast<double>(i), 0, 1);
    ++table->row_count;
  }
  table->add(column, std::move(numbers));
  return {name, name, role, kind, table, {}};
}

Dataset plane(std::vector<Layer> layers) {
  return {Frame{}, std::move(layers), {}};
}

std::vector<std::string> names_of(const Scene& scene) {
  std::vector<std::string> names;
  for (const SceneLayer& layer : scene.layers) names.push_back(layer.name);
  return names;
}

TEST(Scene, layers_lie_in_the_usual_order_whatever_order_they_came_in) {
  const Scene scene = make_scene(plane({points_layer("inst", Role::institutions, "", {"a"}, "kind"),
                                        squares_layer("clusters", Role::result, "clusters", {0}, "cluster"),
                                        squares_layer("cover", Role::result, "cover", {1}, "sites"),
                                        squares_layer("zones", Role::zones, "", {1}, "n"),
                                        points_layer("firms", Role::establishments, "", {"a", "b"}, "sector"),
                                        squares_layer("regions", Role::regions, "", {1}, "n")}),
                                 {}, nullptr);
  EXPECT_EQ(names_of(scene),
            (std::vector<std::string>{"regions", "cover", "firms", "clusters", "zones", "inst"}));
}

TEST(Scene, styles_set_order_and_look) {
  Style style;
  style.fill = {9, 8, 7, 255};
  const Scene scene = make_scene(plane({points_layer("firms", Role::establishments, "", {"a"}, "sector"),
                                        squares_layer("zones", Role::zones, "", {1}, "n")}),
                                 {{{"zones", style}, {"firms", Style{}}}}, nullptr);
  EXPECT_EQ(names_of(scene), (std::vector<std::string>{"zones", "firms"}));
  EXPECT_EQ(scene.layers[0].categories[0].fill, (Colour{9, 8, 7, 255}));
}

TEST(Scene, a_network_is_ground_to_layers_that_were_styled_before_it_came) {
  const Dataset data = plane({points_layer("firms", Role::establishments, "", {"a"}, "sector"),
                              squares_layer("regions", Role::regions, "", {1}, "n"),
                              points_layer("roads", Role::network, "", {"primary"}, "kind"),
                              points_layer("inst", Role::institutions, "", {"a"}, "kind")});
  const SceneStyles styled{{{"regions", Style{}}, {"firms", Style{}}}};
  EXPECT_EQ(names_of(make_scene(data, styled, nullptr)),
            (std::vector<std::string>{"regions", "roads", "firms", "inst"}));
  const SceneStyles moved{{{"regions", Style{}}, {"firms", Style{}}, {"roads", Style{}}}};
  EXPECT_EQ(names_of(make_scene(data, moved, nullptr)),
            (std::vector<std::string>{"regions", "firms", "roads", "inst"}));
}

TEST(Scene, roads_are_grey_the_main_ones_darker_and_need_no_legend) {
  const Scene scene = make_scene(
      plane({points_layer("roads", Role::network, "", {"residential", "motorway_link", "primary"}, "kind")}),
      {}, nullptr);
  ASSERT_EQ(scene.layers.size(), 1u);
  EXPECT_FALSE(scene.layers[0].style.in_legend);
  std::map<std::string, Colour> colour;
  for (const Category& category : scene.layers[0].categories) colour[category.key] = category.stroke;
  EXPECT_LT(colour["motorway_link"].r, colour["primary"].r);
  EXPECT_LT(colour["primary"].r, colour["residential"].r);
  for (const auto& [kind, c] : colour) EXPECT_LT(c.r - c.b, 20) << kind;
}

TEST(Scene, catchments_by_minutes_or_road_have_a_shade_and_an_entry_for_each_limit) {
  for (const auto& [column, label] :
       {std::pair{"minutes", "within 10 min by road"}, std::pair{"road_km", "within 10 km by road"},
        std::pair{"radius_km", "within 10 km"}}) {
    const Scene scene = make_scene(
        plane({squares_layer("reach", Role::result, "catchments", {10, 20, 30}, column)}), {}, nullptr);
    ASSERT_EQ(scene.layers.size(), 1u);
    const auto& bands = scene.layers[0].categories;
    ASSERT_EQ(bands.size(), 3u) << column;
    EXPECT_EQ(bands[0].label, label);
    EXPECT_LT(bands[0].stroke.r, bands[1].stroke.r) << "the inner band is the strongest";
    EXPECT_LT(bands[1].stroke.r, bands[2].stroke.r);
  }
}

TEST(Scene, layers_without_geometry_are_left_out_and_nothing_gives_an_empty_scene) {
  auto table = std::make_shared<Table>();
  table->row_count = 1;
  table->add("n", std::vector<double>{1});
  const Scene scene = make_scene(plane({{"overlaps", "", Role::result, "overlaps", table, {}}}), {}, nullptr);
  EXPECT_TRUE(scene.layers.empty());
  EXPECT_TRUE(scene.extent_m.empty());
}

TEST(Scene, more_than_twelve_kinds_become_the_eleven_largest_and_other) {
  std::vector<std::string> kinds;
  for (int k = 0; k < 20; ++k)
    for (int i = 0; i <= 20 - k; ++i) kinds.push_back("k" + std::to_string(k));
  kinds.push_back("");
  Style style;
  style.colour_by = "kind";
  const Scene scene = make_scene(plane({points_layer("p", Role::infrastructure, "", kinds, "kind")}),
                                 {{{"p", style}}}, nullptr);
  const SceneLayer& layer = scene.layers.at(0);
  ASSERT_EQ(layer.categories.size(), 13U);
  EXPECT_EQ(layer.categories[0].label, "k0");
  EXPECT_EQ(layer.categories[0].count, 21U);
  EXPECT_EQ(layer.categories[11].label, "9 others");
  EXPECT_EQ(layer.categories[12].label, "not known");
  std::uint64_t sum = 0;
  for (const Category& category : layer.categories) sum += category.count;
  EXPECT_EQ(sum, kinds.size());
  for (std::size_t row = 0; row < kinds.size(); ++row) {
    const auto index = static_cast<std::size_t>((*layer.category)[row]);
    if (index < 11) {
      EXPECT_EQ(layer.categories[index].label, kinds[row]);
    }
  }
}

TEST(Scene, firms_take_the_colours_of_their_clusters) {
  Layer firms = squares_layer("f", Role::result, "cluster_firms", {}, "x");
  auto table = std::make_shared<Table>();
  const std::vector<std::int64_t> cluster{1, 0, -1, 1, 7};
  for (std::size_t i = 0; i < cluster.size(); ++i) table->shapes.add_point(static_cast<double>(i), 1);
  table->row_count = cluster.size();
  table->add("cluster", cluster);
  firms.table = table;
  const Scene scene =
      make_scene(plane({points_layer("firms", Role::establishments, "", {"a"}, "sector"), firms,
                        squares_layer("c", Role::result, "clusters", {0, 1}, "cluster")}),
                 {}, nullptr);
  ASSERT_EQ(scene.layers.size(), 3U);
  EXPECT_FALSE(scene.layers[0].style.visible) << "firms show as members already";
  const SceneLayer& members = scene.layers[1];
  const SceneLayer& clusters = scene.layers[2];
  for (const auto& [row, cluster_row] : {std::pair{0U, 1U}, {1U, 0U}, {3U, 1U}}) {
    const Category& member = members.categories[static_cast<std::size_t>((*members.category)[row])];
    const Category& whole = clusters.categories[static_cast<std::size_t>((*clusters.category)[cluster_row])];
    EXPECT_EQ(member.label, whole.label);
    EXPECT_EQ(member.fill.r, whole.fill.r);
    EXPECT_EQ(member.fill.b, whole.fill.b);
  }
  EXPECT_EQ(members.categories.back().label, "in no cluster");
  EXPECT_EQ(members.categories.back().count, 2U);
}

TEST(Scene, only_the_latest_result_of_a_kind_shows_unless_styled) {
  const std::vector<Layer> layers{squares_layer("old", Role::result, "clusters", {0}, "cluster"),
                                  squares_layer("new", Role::result, "clusters", {0}, "cluster")};
  const Scene plain = make_scene(plane(layers), {}, nullptr);
  EXPECT_FALSE(plain.layers[0].style.visible);
  EXPECT_TRUE(plain.layers[1].style.visible);
  const Scene styled = make_scene(plane(layers), {{{"old", Style{}}}}, nullptr);
  for (const SceneLayer& layer : styled.layers) EXPECT_TRUE(layer.style.visible) << layer.name;
  Style hidden;
  hidden.visible = false;
  const Scene named = make_scene_of_all(plane(layers), {{{"new", hidden}}}, nullptr);
  ASSERT_EQ(named.layers.size(), 2U);
  for (const SceneLayer& layer : named.layers) EXPECT_TRUE(layer.style.visible) << layer.name;
}

TEST(Scene, cover_is_graded_by_one_two_and_three_or_more_sites) {
  const Scene scene = make_scene(
      plane({squares_layer("cover", Role::result, "cover", {1, 2, 3, 9, 1}, "sites")}), {}, nullptr);
  const SceneLayer& cover = scene.layers.at(0);
  ASSERT_EQ(cover.categories.size(), 3U);
  EXPECT_EQ(cover.categories[0].label, "served by 1 site");
  EXPECT_EQ(cover.categories[0].count, 2U);
  EXPECT_EQ(cover.categories[2].label, "served by 3 or more sites");
  EXPECT_EQ(cover.categories[2].count, 2U);
}

TEST(Scene, cover_of_several_services_does_not_show_by_itself) {
  Layer cover = squares_layer("cover", Role::result, "cover", {0, 1}, "sites");
  auto table = std::make_shared<Table>(*cover.table);
  StringColumn services;
  services.push_back("training");
  services.push_back("finance");
  table->add("service", std::move(services));
  cover.table = table;
  EXPECT_FALSE(default_style(cover).visible);
  EXPECT_TRUE(default_style(squares_layer("cover", Role::result, "cover", {0, 1}, "sites")).visible);
}

TEST(Scene, of_many_clusters_the_largest_go_by_name_and_the_others_by_number) {
  std::vector<std::int64_t> numbers, firms;
  StringColumn names;
  for (int i = 0; i < 30; ++i) {
    numbers.push_back(i);
    firms.push_back(100 + i);
    names.push_back("Shoes (" + std::to_string(i) + ")");
  }
  Layer clusters = squares_layer("c", Role::result, "clusters", numbers, "cluster");
  auto table = std::make_shared<Table>(*clusters.table);
  table->add("firms", firms);
  table->add("label", std::move(names));
  clusters.table = table;
  const RowLabels labels = row_labels(clusters, default_style(clusters));
  EXPECT_EQ(labels.text[29], "Shoes (29)");
  EXPECT_EQ(labels.text[18], "Shoes (18)");
  EXPECT_EQ(labels.text[17], "#17");
  EXPECT_GT(labels.rank[29], labels.rank[0]);
}

TEST(Scene, sources_name_the_firms_behind_results_and_made_up_data) {
  Layer firms = points_layer("firms", Role::establishments, "", {"synthetic"}, "source");
  firms.provenance.source = "data/firms.csv";
  Layer members = squares_layer("f", Role::result, "cluster_firms", {0}, "cluster");
  Layer clusters = squares_layer("c", Role::result, "clusters", {0}, "cluster");
  clusters.title = "Clusters (DBSCAN)";
  Layer zones = squares_layer("z", Role::zones, "", {0}, "number");
  zones.provenance = {"zones.gpkg", "", "", "CC BY"};
  const Scene scene = make_scene(plane({firms, members, clusters, zones}), {}, nullptr);
  std::vector<std::string> credits, hidden, methods;
  for (const SceneLayer& layer : scene.layers) {
    add_credit(layer, layer.style, credits);
    Style off = layer.style;
    off.visible = false;
    add_credit(layer, off, hidden);
    add_once(methods, layer.method);
  }
  std::sort(credits.begin(), credits.end());
  EXPECT_EQ(credits,
            (std::vector<std::string>{"firms: firms.csv (synthetic data)", "z: zones.gpkg (CC BY)"}));
  EXPECT_EQ(hidden, std::vector<std::string>{"firms: firms.csv (synthetic data)"});
  EXPECT_EQ(methods, std::vector<std::string>{"Clusters (DBSCAN)"});
}

TEST(Scene, a_result_alone_credits_each_file_it_was_made_from_once) {
  Layer firms = points_layer("firms", Role::establishments, "", {"synthetic"}, "source");
  firms.provenance.source = "firms.csv";
  Layer roads = squares_layer("roads", Role::network, "", {0}, "number");
  roads.provenance.source = "country.pbf";
  Layer gaps = points_layer("g", Role::result, "gaps", {"a"}, "services");
  gaps.title = "Firms without a service";
  gaps.provenance = {"firms.csv; country.pbf; country.pbf", "", "coverage", ""};
  Dataset data = plane({firms, roads, gaps});
  credit_results(data);
  const Scene alone = make_scene(plane({data.layers[2]}), {}, nullptr);
  std::vector<std::string> credits;
  add_credit(alone.layers[0], alone.layers[0].style, credits);
  const std::string osm = "country.pbf (\u00a9 OpenStreetMap contributors, ODbL)";
  EXPECT_EQ(credits, (std::vector<std::string>{"firms.csv (synthetic data)", osm}));
  EXPECT_EQ(alone.layers[0].method, "Firms without a service, from firms.csv; country.pbf");
  const Scene all = make_scene_of_all(plane({firms, roads, gaps}), {}, nullptr);
  for (const bool reversed : {false, true}) {
    std::vector<std::string> together;
    for (std::size_t i = 0; i < 3; ++i) {
      const SceneLayer& layer = all.layers[reversed ? 2 - i : i];
      add_credit(layer, layer.style, together);
    }
    std::sort(together.begin(), together.end());
    EXPECT_EQ(together, (std::vector<std::string>{"firms: firms.csv (synthetic data)", "roads: " + osm}));
  }
}

TEST(Scene, long_titles_and_files_take_a_line_of_the_sources_and_not_half_a_page) {
  Layer zones = squares_layer("z", Role::zones, "", {0}, "number");
  zones.title = std::string(900, 'w');
  zones.provenance = {std::string(300, 'f') + ".gpkg", "", "", "CC BY"};
  Layer clusters = squares_layer("c", Role::result, "clusters", {0}, "cluster");
  clusters.title = std::string(900, 'c');
  clusters.provenance.source = std::string(900, 's');
  const Scene scene = make_scene(plane({zones, clusters}), {}, nullptr);
  for (const SceneLayer& layer : scene.layers) {
    EXPECT_LT(layer.credit.size(), 150U);
    EXPECT_LT(layer.method.size(), 300U);
    if (layer.role != Role::zones) continue;
    EXPECT_TRUE(layer.credit.ends_with("(CC BY)")) << "a licence is never cut";
  }
}

TEST(Scene, the_places_of_the_papers_are_there_but_off_until_somebody_wants_them) {
  Layer firms = points_layer("firms", Role::establishments, "", {"a", "b"}, "sector");
  Dataset data{choose_frame(firms.table->shapes.x, firms.table->shapes.y), {firms}, {}};
  const std::vector<Layer> basemap{points_layer("cases", Role::result, "cases", {"Here", "There"}, "name")};
  const auto visible = [&](const SceneStyles& styles) {
    for (const SceneLayer& layer : make_scene(data, styles, &basemap).layers)
      if (layer.kind == "cases") return std::string(layer.style.visible ? "on" : "off");
    return std::string("missing");
  };
  EXPECT_EQ(visible({}), "off");
  Style on = default_style(basemap[0]);
  on.visible = true;
  EXPECT_EQ(visible({{{"cases", on}}}), "on");
}

TEST(Scene, numbers_of_many_values_fall_into_five_classes_that_hold_them) {
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 97; ++i) numbers.push_back(i * i);
  Style style;
  style.colour_by = "n";
  const Layer layer = squares_layer("r", Role::regions, "", numbers, "n");
  const Classes classes = classify(layer, style);
  ASSERT_EQ(classes.categories.size(), 5U);
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    const auto index = static_cast<std::size_t>(classes.of_row[row]);
    EXPECT_LE(classes.lower[index], static_cast<double>(numbers[row]));
    EXPECT_GE(classes.upper[index], static_cast<double>(numbers[row]));
  }
  for (const Category& category : classes.categories)
    EXPECT_NEAR(static_cast<double>(category.count), 19.4, 1);
}

TEST(Scene, base_map_is_cut_to_the_surroundings_and_lies_where_the_data_lie) {
  auto land = std::make_shared<Table>();
  add_square(land->shapes, -179, -80, 160);
  add_square(land->shapes, 5, 40, 10);
  land->row_count = 2;
  const std::vector<Layer> basemap{{"basemap/countries", "Countries", Role::regions, "basemap", land, {}}};
  Layer firms = points_layer("firms", Role::establishments, "", {"a", "b"}, "sector");
  auto table = std::make_shared<Table>();
  table->shapes.add_point(9.0, 44.0);
  table->shapes.add_point(9.4, 44.3);
  table->row_count = 2;
  firms.table = table;
  Dataset data;
  data.frame = choose_frame(table->shapes.x, table->shapes.y);
  data.layers = {firms};
  const Scene scene = make_scene(data, {}, &basemap);
  EXPECT_EQ(names_of(scene),
            (std::vector<std::string>{"basemap/countries", "basemap/countries/borders", "firms"}));
  const Shapes& shapes = *scene.layers[0].shapes;
  EXPECT_EQ(shapes.kind[0], ShapeKind::none) << "another continent is not projected";
  ASSERT_EQ(shapes.kind[1], ShapeKind::polygon);
  EXPECT_LT(shapes.box().width(), 2e6);
  const SceneLayer& points = scene.layers[2];
  EXPECT_TRUE(contains(shapes, 1, (*points.x)[0], (*points.y)[0]));
  EXPECT_TRUE(scene.extent_m.intersects(shapes.box()));
  EXPECT_NEAR(scene.extent_m.height(), 33.3e3, 3.5e3);
}

TEST(Scene, areas_beside_the_antimeridian_are_drawn_where_they_are) {
  for (const double west : {-179.99, 179.91}) {
    auto table = std::make_shared<Table>();
    add_square(table->shapes, west, -17.05, 0.08);
    table->row_count = 1;
    Dataset data;
    data.frame = choose_frame(table->shapes.x, table->shapes.y);
    data.layers = {{"zones", "Zones", Role::zones, "", table, {}}};
    const Scene scene = make_scene(data, {}, nullptr);
    ASSERT_EQ(scene.layers.size(), 1U);
    const Box box = scene.layers[0].shapes->box();
    EXPECT_NEAR(box.width(), 0.08 * 106.5e3, 20) << west;  // on this parallel a degree is 106.5 km
    std::vector<double> x{west, west + 0.08}, y{-17.05, -16.97};
    Projector(data.frame).metres_from_lonlat(x, y);
    EXPECT_NEAR(box.min_x, x[0], 5) << west;
    EXPECT_NEAR(box.max_x, x[1], 5) << west;
  }
}

TEST(Scene, no_side_of_an_area_crosses_a_map_of_the_world_whatever_its_centre) {
  auto land = std::make_shared<Table>();
  for (int column = 0; column < 8; ++column) add_square(land->shapes, -180 + 45 * column, -30, 45);
  land->row_count = 8;
  const std::vector<Layer> basemap{{"basemap/countries", "", Role::regions, "basemap", land, {}}};
  for (const double middle : {0.0, 10.3, 97.5, 179.7, -150.5, -72.6}) {
    auto table = std::make_shared<Table>();
    for (const double offset : {-150.0, -50.0, 40.0, 150.0})
      table->shapes.add_point(std::remainder(middle + offset, 360), offset / 5);
    table->row_count = 4;
    Dataset data;
    data.frame = choose_frame(table->shapes.x, table->shapes.y);
    data.layers = {{"firms", "Firms", Role::establishments, "", table, {}}};
    const Scene scene = make_scene(data, {}, &basemap);
    ASSERT_FALSE(scene.layers.empty());
    const Shapes& shapes = *scene.layers[0].shapes;
    ASSERT_GT(shapes.box().width(), 30e6) << middle;
    double longest = 0;
    for (std::size_t ring = 0; ring + 1 < shapes.ring_start.size(); ++ring)
      for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i)
        longest = std::max(longest, std::abs(shapes.x[i] - shapes.x[i - 1]));
    EXPECT_LT(longest, 1e5) << middle;
  }
}

TEST(Scene, the_gap_that_the_base_map_leaves_at_the_antimeridian_is_closed) {
  Shapes land;
  add_square(land, 179.6, 65, 0.3);
  add_square(land, -179.85, -17, 0.1);
  close_antimeridian_gap(land);
  EXPECT_EQ(land.box(0).max_x, 180);
  EXPECT_EQ(land.box(0).min_x, 179.6);
  EXPECT_EQ(land.box(1).min_x, -179.85);
}

TEST(Scene, a_plane_has_no_base_map) {
  auto land = std::make_shared<Table>();
  add_square(land->shapes, -179, -80, 160);
  land->row_count = 1;
  const std::vector<Layer> basemap{{"basemap/countries", "", Role::regions, "", land, {}}};
  const Scene scene =
      make_scene(plane({points_layer("firms", Role::establishments, "", {"a"}, "s")}), {}, &basemap);
  EXPECT_EQ(names_of(scene), (std::vector<std::string>{"firms"}));
  EXPECT_FALSE(scene.extent_m.empty()) << "one place still has surroundings";
  EXPECT_GT(scene.extent_m.width(), 0);
}

}  // namespace
}  // namespace agglo
