// Oracle for: map
#include "agglo/print.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "agglo/geodesy.hpp"
#include "agglo/projection.hpp"
#include "app/print_furniture.hpp"
#include "app/print_legend.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("agglo_print_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// What a command prints; empty when it is not installed.
std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (!pipe) return text;
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), n);
  pclose(pipe);
  return text;
}

/// Firms around Modena in two clusters, zones of two kinds, institutions with names in several scripts.
Dataset region() {
  std::mt19937 random(5);
  std::normal_distribution<double> normal(0, 1);
  auto firms = std::make_shared<Table>();
  std::vector<std::int64_t> cluster;
  for (int i = 0; i < 600; ++i) {
    const int c = i % 3;
    firms->shapes.add_point(10.7 + 0.2 * c + 0.02 * normal(random), 44.5 + 0.1 * c + 0.02 * normal(random));
    cluster.push_back(c == 2 ? -1 : c);
  }
  firms->row_count = 600;
  firms->add("cluster", cluster);
  auto clusters = std::make_shared<Table>();
  auto zones = std::make_shared<Table>();
  StringColumn zone_kinds, zone_names, sites, site_kinds;
  for (int c = 0; c < 2; ++c) {
    for (Table* table : {clusters.get(), zones.get()}) {
      const double x = 10.66 + 0.2 * c, y = 44.46 + 0.1 * c, side = table == zones.get() ? 0.03 : 0.08;
      table->shapes.begin_row(ShapeKind::polygon);
      table->shapes.begin_part();
      table->shapes.add_ring(std::vector<double>{x, x + side, x + side, x, x},
                             std::vector<double>{y, y, y + side, y + side, y});
      ++table->row_count;
    }
    zone_kinds.push_back(c == 0 ? "epz" : "technology park");
    zone_names.push_back(c == 0 ? "Free zone" : "Tecnopolo");
  }
  clusters->add("cluster", std::vector<std::int64_t>{0, 1});
  zones->add("kind", std::move(zone_kinds));
  zones->add("name", std::move(zone_names));
  auto institutions = std::make_shared<Table>();
  for (const char* name : {"Università di Modena", "Технопарк", "جامعة القاهرة"}) {
    institutions->shapes.add_point(10.75 + 0.1 * static_cast<double>(institutions->row_count), 44.75);
    sites.push_back(name);
    site_kinds.push_back("university");
    ++institutions->row_count;
  }
  institutions->add("name", std::move(sites));
  institutions->add("kind", std::move(site_kinds));
  Dataset data;
  data.frame = choose_frame(firms->shapes.x, firms->shapes.y);
  data.layers = {{"c", "Clusters found", Role::result, "clusters", clusters, {}},
                 {"f", "Members", Role::result, "cluster_firms", firms, {}},
                 {"z", "Zones", Role::zones, "", zones, {"zones.gpkg", "", "", "synthetic data"}},
                 {"i", "Institutions", Role::institutions, "", institutions, {"sites.csv", "", "", ""}}};
  return data;
}

PageOptions page_of(const char* layout = "a4-landscape") {
  PageOptions page;
  page.layout = layout;
  page.title = "Districts & their <zones>";
  page.date = "2024-03-01";
  page.dpi = 100;
  return page;
}

TEST(Print, pdf_holds_its_words_and_its_position) {
  const Folder folder;
  const fs::path file = folder.path / "map.pdf";
  RunControl run;
  const Scene scene = make_scene(region(), {}, nullptr);
  const PrintReport report = print_map(scene, page_of(), file, run);
  EXPECT_EQ(report.features_drawn, 600U + 2 + 2 + 3);
  EXPECT_GT(report.labels_placed, 4U);
  EXPECT_EQ(bytes_of(file).substr(0, 5), "%PDF-");
  EXPECT_FALSE(fs::exists(folder.path / "map.pdf.part"));
  const std::string text = output_of("pdftotext -layout '" + file.string() + "' -");
  if (text.empty()) GTEST_SKIP() << "pdftotext is not installed";
  for (const char* word : {"Districts & their <zones>", "Clusters found", "in no cluster", "technology park",
                           "Tecnopolo", "Università di Modena", "Технопарк", "SYNTHETIC DATA", "2024-03-01",
                           "Largest scale error", "zones.gpkg", " km"})
    EXPECT_NE(text.find(word), std::string::npos) << word << "\n" << text;
}

TEST(Print, pdf_is_georeferenced_to_a_fraction_of_a_point) {
  const Folder folder;
  const fs::path file = folder.path / "map.pdf";
  RunControl run;
  const Scene scene = make_scene(region(), {}, nullptr);
  const PrintReport report = print_map(scene, page_of(), file, run);
  const std::string info = output_of("gdalinfo -oo DPI=72 '" + file.string() + "'");
  if (info.empty()) GTEST_SKIP() << "gdalinfo is not installed";
  const std::size_t at = info.find("NEATLINE=POLYGON ((");
  ASSERT_NE(at, std::string::npos) << info;
  std::istringstream numbers(info.substr(at + 19, 400));
  Box neat;
  for (int i = 0; i < 4; ++i) {
    double x = 0, y = 0;
    char comma = 0;
    numbers >> x >> y >> comma;
    neat.extend(x, y);
  }
  const double m_per_pt = report.scale_denominator * 0.0254 / 72;
  EXPECT_NEAR((neat.min_x + neat.max_x) / 2, (scene.extent_m.min_x + scene.extent_m.max_x) / 2, m_per_pt);
  EXPECT_NEAR((neat.min_y + neat.max_y) / 2, (scene.extent_m.min_y + scene.extent_m.max_y) / 2, m_per_pt);
  EXPECT_LE(neat.min_x, scene.extent_m.min_x + m_per_pt);
  EXPECT_GE(neat.max_y, scene.extent_m.max_y - m_per_pt);
  const std::size_t pixel = info.find("Pixel Size = (");
  ASSERT_NE(pixel, std::string::npos);
  std::istringstream size(info.substr(pixel + 14, 60));
  double width = 0;
  size >> width;
  EXPECT_NEAR(width, m_per_pt, 0.002 * m_per_pt);
}

TEST(Print, the_same_map_gives_the_same_bytes) {
  const Folder folder;
  const Scene scene = make_scene(region(), {}, nullptr);
  for (const char* extension : {".pdf", ".svg", ".png"}) {
    RunControl run;
    const fs::path a = folder.path / (std::string("a") + extension),
                   b = folder.path / (std::string("b") + extension);
    print_map(scene, page_of(), a, run);
    print_map(scene, page_of(), b, run);
    EXPECT_TRUE(bytes_of(a) == bytes_of(b)) << extension;
  }
}

TEST(Print, png_is_the_page_at_its_resolution) {
  const Folder folder;
  const fs::path file = folder.path / "map.png";
  RunControl run;
  print_map(make_scene(region(), {}, nullptr), page_of("a4-portrait"), file, run);
  const std::string png = bytes_of(file);
  ASSERT_GT(png.size(), 60U);
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  EXPECT_EQ(number(16), 827U);   // 210 mm at 100 dpi
  EXPECT_EQ(number(20), 1169U);  // 297 mm
  EXPECT_EQ(png.substr(37, 4), "pHYs");
  EXPECT_EQ(number(41), 3937U);  // pixels per metre
}

TEST(Print, svg_is_well_formed_and_its_text_is_text) {
  const Folder folder;
  const fs::path file = folder.path / "map.svg";
  RunControl run;
  print_map(make_scene(region(), {}, nullptr), page_of(), file, run);
  const std::string svg = bytes_of(file);
  EXPECT_NE(svg.find(">Districts &amp; their &lt;zones&gt;</text>"), std::string::npos);
  EXPECT_NE(svg.find(">جامعة القاهرة</text>"), std::string::npos);
  EXPECT_EQ(svg.find("glyph"), std::string::npos) << "letters as outlines";
  if (output_of("command -v xmllint").empty()) GTEST_SKIP() << "xmllint is not installed";
  EXPECT_EQ(output_of("xmllint --noout '" + file.string() + "' && echo good"), "good\n");
}

TEST(Print, the_legend_names_exactly_what_the_extent_shows) {
  const Scene scene = make_scene(region(), {}, nullptr);
  const Box frame{0, 0, 500, 400};
  const auto labels = [&](const Box& extent) {
    const MapView view = map_view(extent, frame);
    std::vector<PointPlan> plans(scene.layers.size());
    for (std::size_t i = 0; i < plans.size(); ++i)
      if (scene.layers[i].points_only) plans[i] = plan_points(scene.layers[i], view);
    std::vector<std::string> texts;
    for (const LegendGroup& group : legend_groups(scene, view, plans))
      for (const LegendEntry& entry : group.entries) texts.push_back(entry.label);
    return texts;
  };
  EXPECT_EQ(labels(scene.extent_m), (std::vector<std::string>{"university", "epz", "technology park",
                                                              "Cluster 0", "Cluster 1", "in no cluster"}));
  // Around the first cluster only.
  const SceneLayer& zones = scene.layers[2];
  ASSERT_EQ(zones.name, "z");
  EXPECT_EQ(labels(zones.shapes->box(0)), (std::vector<std::string>{"epz", "Cluster 0"}));
}

TEST(Print, legend_swatches_have_the_colours_of_the_map) {
  const Scene scene = make_scene(region(), {}, nullptr);
  const MapView view = map_view(scene.extent_m, {0, 0, 500, 400});
  std::vector<PointPlan> plans(scene.layers.size());
  for (std::size_t i = 0; i < plans.size(); ++i)
    if (scene.layers[i].points_only) plans[i] = plan_points(scene.layers[i], view);
  const auto groups = legend_groups(scene, view, plans);
  const LegendEntry& zone = groups.at(1).entries.at(0);
  const Category& drawn = scene.layers[2].categories.at(0);
  ASSERT_TRUE(zone.area.has_value());
  EXPECT_EQ(zone.area->fill, drawn.fill);
  EXPECT_EQ(zone.area->hatch, drawn.hatch);
  const LegendEntry& cluster = groups.at(2).entries.at(0);
  EXPECT_TRUE(cluster.area.has_value() && cluster.mark.has_value())
      << "a cluster and its firms share a swatch";
  EXPECT_EQ(cluster.count, 200U);
}

TEST(Print, the_legend_says_what_its_numbers_count) {
  const auto counted = [](Scene scene, bool firms, const char* colour_by) {
    for (SceneLayer& layer : scene.layers) {
      if (layer.kind == "clusters") layer.style.colour_by = colour_by;
      if (layer.kind == "cluster_firms") layer.style.visible = firms;
    }
    const MapView view = map_view(scene.extent_m, {0, 0, 500, 400});
    std::vector<PointPlan> plans(scene.layers.size());
    for (std::size_t i = 0; i < plans.size(); ++i)
      if (scene.layers[i].points_only) plans[i] = plan_points(scene.layers[i], view);
    std::string all;
    for (const LegendGroup& group : legend_groups(scene, view, plans)) all += group.counted + "\n";
    return all;
  };
  const Scene scene = make_scene(region(), {}, nullptr);
  EXPECT_NE(counted(scene, true, "cluster").find("Number of firms\n"), std::string::npos);
  EXPECT_NE(counted(scene, false, "cluster").find("Number of clusters\n"), std::string::npos);
  EXPECT_NE(
      counted(scene, true, "top_sector").find("Number of firms, by the largest sector of the cluster\n"),
      std::string::npos);
  Scene firms_alone = make_scene(region(), {}, nullptr);
  for (SceneLayer& layer : firms_alone.layers) layer.style.visible = layer.kind != "clusters";
  EXPECT_NE(counted(firms_alone, true, "top_sector").find("by their cluster's class, not by their own\n"),
            std::string::npos);
}

TEST(Print, sources_stay_whole_however_many_and_long_they_are) {
  const Folder folder;
  RunControl run;
  Scene scene = make_scene(region(), {}, nullptr);
  std::vector<std::string> credits;
  for (std::size_t i = 0; i < 16; ++i) {
    SceneLayer layer = scene.layers.back();
    layer.credit = "Source" + std::to_string(i) +
                   ": a register whose name is long and says who made it, when, " +
                   "and under which licence (licence" + std::to_string(i) + ")";
    credits.push_back(layer.credit);
    scene.layers.push_back(layer);
  }
  for (std::size_t i = 0; i < scene.layers.size(); ++i) scene.layers[i].style.visible = true;
  const auto lacking = [&](const PageOptions& page) {
    print_map(scene, page, folder.path / "sources.svg", run);
    const std::string svg = bytes_of(folder.path / "sources.svg");
    std::string missing;
    for (std::size_t i = 0; i < credits.size(); ++i)
      for (const std::string& word :
           {"Source" + std::to_string(i) + ":", "(licence" + std::to_string(i) + ")"})
        if (svg.find(word) == std::string::npos) missing += word + " ";
    return missing;
  };
  for (const char* layout :
       {"a4-landscape", "a4-portrait", "a3-portrait", "a5-landscape", "letter-landscape"}) {
    PageOptions page = page_of(layout);
    EXPECT_EQ(lacking(page), "") << layout;
    page.notes = false;
    EXPECT_EQ(lacking(page), "") << layout;
  }
  PageOptions label = page_of("custom");
  label.width_mm = label.height_mm = 60;
  EXPECT_NE(lacking(label), "");
  EXPECT_NE(bytes_of(folder.path / "sources.svg").find("small"), std::string::npos)
      << "where there is no room the page says so";
}

TEST(Print, a_long_title_gets_smaller_letters_before_it_is_cut) {
  const Folder folder;
  RunControl run;
  PageOptions page = page_of("a5-portrait");
  page.title =
      "Clusters of the region (DBSCAN, 1500 m, 25 firms, each sector for itself, active on 2024-12-31)";
  print_map(make_scene(region(), {}, nullptr), page, folder.path / "long.svg", run);
  const std::string svg = bytes_of(folder.path / "long.svg");
  EXPECT_NE(svg.find("2024-12-31)</text>"), std::string::npos);
}

TEST(Print, a_page_without_a_title_is_called_by_its_data) {
  const Folder folder;
  RunControl run;
  Scene scene = make_scene(region(), {}, nullptr);
  std::erase_if(scene.layers, [](const SceneLayer& layer) { return layer.role == Role::result; });
  SceneLayer cases = scene.layers.back();
  cases.kind = "cases";
  cases.role = Role::result;
  cases.title = "Places in the literature";
  scene.layers.push_back(cases);
  PageOptions page = page_of();
  page.title.clear();
  print_map(scene, page, folder.path / "title.svg", run);
  const std::string svg = bytes_of(folder.path / "title.svg");
  const std::size_t title = svg.find("font-size=\"17\"");
  ASSERT_NE(title, std::string::npos);
  EXPECT_EQ(svg.substr(svg.find('>', title) + 1, 5), "Zones");
}

TEST(Print, what_lies_outside_leaves_out_classes_that_are_switched_off) {
  const Folder folder;
  RunControl run;
  Scene scene = make_scene(region(), {}, nullptr);
  SceneLayer& firms = scene.layers[0];
  ASSERT_EQ(firms.kind, "cluster_firms");
  firms.categories[0].visible = false;
  print_map(scene, page_of(), folder.path / "off.svg", run);
  EXPECT_EQ(bytes_of(folder.path / "off.svg").find("outside this map"), std::string::npos);
}

TEST(Print, the_scale_bar_is_true_on_the_ground) {
  for (const double lat : {-33.0, 0.5, 44.5, 68.0}) {
    const std::vector<double> lon{10.2, 11.9}, lats{lat - 0.5, lat + 0.5};
    const Frame frame = choose_frame(lon, lats);
    const Projector projector(frame);
    std::vector<double> x = lon, y = lats;
    projector.metres_from_lonlat(x, y);
    const MapView view = map_view({x[0], y[0], x[1], y[1]}, {0, 0, 600, 400});
    const CentreFacts facts = centre_facts(frame, view);
    const ScaleBar bar = scale_bar(facts.ground_m_per_pt, 150);
    EXPECT_GT(bar.length_pt, 150 / 2.6);
    EXPECT_LE(bar.length_pt, 150.0001);
    const double half = bar.length_pt / view.pt_per_m / 2;
    const double middle_x = (view.extent_m.min_x + view.extent_m.max_x) / 2;
    const double middle_y = (view.extent_m.min_y + view.extent_m.max_y) / 2;
    std::vector<double> bx{middle_x - half, middle_x + half}, by{middle_y, middle_y};
    projector.lonlat_from_metres(bx, by);
    EXPECT_NEAR(geodesic_distance_m({bx[0], by[0]}, {bx[1], by[1]}) / bar.length_m, 1, 0.005) << lat;
  }
}

TEST(Print, the_north_arrow_follows_the_meridian_and_a_plane_has_none) {
  EXPECT_FALSE(centre_facts({}, map_view({0, 0, 10, 10}, {0, 0, 100, 100})).north_deg.has_value());
  const Frame frame{FrameKind::projected, "+proj=tmerc +lon_0=9 +lat_0=0 +datum=WGS84 +units=m", "", 0};
  const Projector projector(frame);
  double x = 12, y = 45;  // convergence of a transverse Mercator: about (lon - lon_0) sin(lat)
  projector.metres_from_lonlat({&x, 1}, {&y, 1});
  const CentreFacts facts =
      centre_facts(frame, map_view({x - 5e4, y - 5e4, x + 5e4, y + 5e4}, {0, 0, 100, 100}));
  ASSERT_TRUE(facts.north_deg.has_value());
  EXPECT_NEAR(*facts.north_deg, -3 * std::sin(45 * 3.141592653589793 / 180), 0.02);
}

TEST(Print, a_scene_of_nothing_prints_a_page_that_says_so) {
  const Folder folder;
  const fs::path file = folder.path / "empty.svg";
  RunControl run;
  const PrintReport report = print_map({}, page_of(), file, run);
  EXPECT_EQ(report.features_drawn, 0U);
  EXPECT_NE(bytes_of(file).find("There is nothing to show"), std::string::npos);
}

TEST(Print, a_plane_prints_without_projection_and_a_long_legend_is_cut_not_spilled) {
  auto table = std::make_shared<Table>();
  StringColumn kinds;
  for (int i = 0; i < 12; ++i) {
    table->shapes.add_point(i * 100, i * 50);
    kinds.push_back("a rather long kind of institution that needs two lines in the legend, number " +
                    std::to_string(i));
  }
  table->row_count = 12;
  table->add("kind", std::move(kinds));
  Dataset data;
  for (int i = 0; i < 6; ++i)
    data.layers.push_back({"l" + std::to_string(i), "Layer", Role::institutions, "", table, {}});
  const Folder folder;
  RunControl run;
  print_map(make_scene(data, {}, nullptr), page_of(), folder.path / "plane.svg", run);
  const std::string svg = bytes_of(folder.path / "plane.svg");
  EXPECT_NE(svg.find(" more</text>"), std::string::npos);
  EXPECT_NE(svg.find("Coordinates on a plane"), std::string::npos);
  for (std::size_t at = 0; (at = svg.find("<text x=\"", at)) != std::string::npos; ++at) {
    const std::size_t y = svg.find(" y=\"", at) + 4;
    EXPECT_LT(std::stod(svg.substr(y, 10)), 595.28 - 30) << svg.substr(at, 300);
  }
}

TEST(Print, lines_are_cut_between_words_and_never_in_a_number) {
  std::string text = "counts";
  for (std::uint64_t k = 0; k < 200; ++k) text += " " + grouped(10'000 + k * 7) + ",";
  for (const double width : {101.0, 120.0, 133.0, 150.0, 171.0}) {
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 400, 400);
    std::string svg;
    Canvas canvas;
    canvas.cairo = cairo_create(surface);
    canvas.svg_text = &svg;
    draw_text(canvas, 10, 10, {text, {6}, width, false, 3});
    cairo_destroy(canvas.cairo);
    cairo_surface_destroy(surface);
    const std::size_t mark = svg.find("\u2026");
    ASSERT_NE(mark, std::string::npos) << svg;
    const std::size_t blank = svg.find_last_of(" >", mark);
    EXPECT_NE(text.find(" " + svg.substr(blank + 1, mark - blank - 1) + ","), std::string::npos) << svg;
  }
}

TEST(Print, a_legend_that_is_cut_keeps_the_results) {
  Dataset data = region();
  auto table = std::make_shared<Table>();
  StringColumn kinds;
  for (int i = 0; i < 11; ++i) {
    table->shapes.add_point(10.7 + 0.02 * i, 44.5);
    kinds.push_back("kind number " + std::to_string(i));
  }
  table->row_count = 11;
  table->add("kind", std::move(kinds));
  for (const char* name : {"more", "others"})
    data.layers.push_back({name, name, Role::institutions, "", table, {}});
  const Folder folder;
  RunControl run;
  print_map(make_scene(data, {}, nullptr), page_of("a5-landscape"), folder.path / "cut.svg", run);
  const std::string svg = bytes_of(folder.path / "cut.svg");
  ASSERT_NE(svg.find(" more</text>"), std::string::npos);
  EXPECT_NE(svg.find("Number of firms"), std::string::npos);
}

TEST(Print, crowded_firms_become_density_and_few_stay_marks) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, 300);
  auto table = std::make_shared<Table>();
  for (int i = 0; i < 30000; ++i) table->shapes.add_point(normal(random), normal(random));
  table->row_count = 30000;
  Dataset data;
  data.layers = {{"firms", "Firms", Role::establishments, "", table, {}}};
  const Scene scene = make_scene(data, {}, nullptr);
  const MapView view = map_view({-20000, -20000, 20000, 20000}, {0, 0, 500, 500});
  const PointPlan plan = plan_points(scene.layers[0], view);
  EXPECT_TRUE(plan.density);
  std::uint64_t sum = 0;
  for (const std::uint32_t count : plan.counts) sum += count;
  EXPECT_EQ(sum, 30000U);
  EXPECT_FALSE(plan_points(scene.layers[0], map_view({-50, -50, 50, 50}, {0, 0, 500, 500})).density);
}

void expect_error(const PageOptions& page, const fs::path& file, ErrorKind kind, const std::string& part) {
  RunControl run;
  try {
    print_map({}, page, file, run);
    FAIL() << "no error for " << file;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, kind) << error.message;
    EXPECT_NE((error.message + " " + error.hint).find(part), std::string::npos)
        << error.message << " / " << error.hint;
  }
}

TEST(Print, bad_requests_are_told_in_one_line) {
  const Folder folder;
  expect_error(page_of(), folder.path / "map.docx", ErrorKind::usage, ".pdf, .svg or .png");
  expect_error(page_of("letter"), folder.path / "map.pdf", ErrorKind::usage, "a3-portrait");
  expect_error(page_of(), folder.path / "no" / "such" / "map.pdf", ErrorKind::failure, "cannot be written");
  fs::create_directories(folder.path / "dir.pdf");
  expect_error(page_of(), folder.path / "dir.pdf", ErrorKind::failure, "folder");
  PageOptions page = page_of("a3-landscape");
  page.dpi = 3;
  expect_error(page, folder.path / "map.png", ErrorKind::usage, "30 to 4800");
  page.dpi = 2400;
  expect_error(page, folder.path / "map.png", ErrorKind::usage, "at most 1981 dpi");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()), 1)
      << "something is left over";
}

TEST(Print, a_cancelled_print_leaves_nothing_behind) {
  const Folder folder;
  RunControl run;
  run.request_stop();
  EXPECT_THROW(print_map(make_scene(region(), {}, nullptr), page_of(), folder.path / "map.pdf", run), Error);
  EXPECT_TRUE(fs::is_empty(folder.path));
}

}  // namespace
}  // namespace agglo
