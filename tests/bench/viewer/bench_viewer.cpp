// Frames of the real window on maps made in memory: bench_viewer points FILE.f64 | brush FILE.f64 | polygons
// | layers.
//
// FILE.f64 has pairs of doubles, metres (bench_points writes it). Prints one JSON line a row. Wants a
// display; numbers are of the window's whole frame (events, panels, map, picture finished) in milliseconds.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <string>

#include "agglo/error.hpp"
#include "viewer/state/results.hpp"
#include "viewer/window/app.hpp"

namespace {

using namespace agglo;
using namespace agglo::viewer;

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void print_row(const std::string& what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double q) {
    return ms[static_cast<std::size_t>(q * static_cast<double>(ms.size() - 1) + 0.5)];
  };
  std::printf("{\"what\": \"%s\", \"frames\": %zu, \"p50_ms\": %.1f, \"p95_ms\": %.1f, \"most_ms\": %.1f}\n",
              what.c_str(), ms.size(), at(0.5), at(0.95), ms.back());
  std::fflush(stdout);
}

SceneLayer layer_of(const std::string& name, std::size_t rows) {
  SceneLayer layer;
  layer.name = layer.title = name;
  layer.categories.resize(1);
  auto table = std::make_shared<Table>();
  table->row_count = rows;
  layer.table = table;
  return layer;
}

SceneLayer point_layer(const std::string& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) throw failure("cannot read \"" + file + "\"");
  const auto n = static_cast<std::size_t>(in.tellg()) / 16;
  in.seekg(0);
  auto x = std::make_shared<std::vector<double>>(n), y = std::make_shared<std::vector<double>>(n);
  std::vector<double> pairs(std::min<std::size_t>(n, 1 << 16) * 2);
  for (std::size_t i = 0; i < n; i += pairs.size() / 2) {
    const std::size_t count = std::min(n - i, pairs.size() / 2);
    in.read(reinterpret_cast<char*>(pairs.data()), static_cast<std::streamsize>(count * 16));
    for (std::size_t k = 0; k < count; ++k) {
      (*x)[i + k] = pairs[2 * k];
      (*y)[i + k] = pairs[2 * k + 1];
    }
  }
  SceneLayer layer = layer_of("firms", n);
  layer.role = Role::establishments;
  layer.points_only = true;
  layer.x = x;
  layer.y = y;
  return layer;
}

/// n polygons of `vertices` ragged vertices on a lattice of a 1,000-km square, overlapping a little.
SceneLayer polygon_layer(const std::string& name, std::size_t n, std::size_t vertices) {
  auto shapes = std::make_shared<Shapes>();
  std::mt19937 random(static_cast<unsigned>(n));
  std::uniform_real_distribution<double> ragged(0.7, 1);
  const auto side = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(n))));
  const double cell = 1e6 / static_cast<double>(side);
  for (std::size_t k = 0; k < n; ++k) {
    std::vector<double> x, y;
    for (std::size_t v = 0; v < vertices; ++v) {
      const double angle = 6.283185307179586 * static_cast<double>(v) / static_cast<double>(vertices);
      const double r = 0.6 * cell * ragged(random);
      x.push_back((static_cast<double>(k % side) + 0.5) * cell + r * std::cos(angle));
      y.push_back((static_cast<double>(k / side) + 0.5) * cell + r * std::sin(angle));
    }
    x.push_back(x.front());
    y.push_back(y.front());
    shapes->begin_row(ShapeKind::polygon);
    shapes->begin_part();
    shapes->add_ring(x, y);
  }
  SceneLayer layer = layer_of(name, n);
  layer.style.fill = {180, 200, 160, 255};
  layer.shapes = shapes;
  return layer;
}

void show(App& app, std::vector<SceneLayer> layers) {
  Dataset data;
  Scene scene;
  for (SceneLayer& layer : layers) {
    data.layers.push_back({layer.name, layer.title, layer.role, layer.kind, layer.table, {}});
    scene.extent_m.extend(layer.points_only ? Box{0, 0, 1e6, 1e6} : layer.shapes->box());
    scene.layers.push_back(std::move(layer));
  }
  RunControl run;
  const auto start = std::chrono::steady_clock::now();
  auto map = prepare_map(std::move(data), std::move(scene), run);
  std::printf("{\"what\": \"prepare\", \"ms\": %.0f}\n", ms_since(start));
  take_map(app.state, std::move(map));
  for (LayerView& view : app.state.layers) view.style.visible = true;
  app.act(ShowPanel{PanelName::layers, false});
  app.state.show_right = false;
  app.settle();
  app.act(FitAll{});
  app.settle();
}

template <class Step>
void row(App& app, const std::string& what, int frames, const Step& step) {
  std::vector<double> ms;
  for (int k = 0; k < frames; ++k) {
    const auto start = std::chrono::steady_clock::now();
    step(k);
    app.timed_frame_ms();
    ms.push_back(ms_since(start));
  }
  print_row(what, ms);
  app.settle();
}

void pan_and_zoom(App& app, const std::string& what, int frames) {
  row(app, what + ": pan", frames, [&](int k) {
    const double way = (k / 20) % 2 == 0 ? 1 : -1;
    app.act(PanBy{way * 9, way * 5});
  });
  row(app, what + ": zoom", frames, [&](int k) {
    app.act(ZoomAt{(k / 20) % 2 == 0 ? 1.05 : 1 / 1.05, app.state.camera.width * 0.5,
                   app.state.camera.height * 0.5});
  });
}

/// What a register tells of each firm: sector, jobs, day of founding.
void add_columns(SceneLayer& layer) {
  const std::size_t rows = layer.x->size();
  auto table = std::make_shared<Table>();
  table->row_count = rows;
  StringColumn sectors;
  std::vector<std::int64_t> jobs(rows);
  std::vector<Day> born(rows);
  sectors.reserve(rows);
  std::uint64_t noise = 1;
  for (std::size_t row = 0; row < rows; ++row) {
    noise = noise * 6364136223846793005ULL + 1442695040888963407ULL;
    const char sector[] = {static_cast<char>('1' + (noise >> 60) % 4),
                           static_cast<char>('0' + (noise >> 52) % 10)};
    sectors.push_back({sector, 2});
    jobs[row] = 1 + static_cast<std::int64_t>(std::exp(static_cast<double>((noise >> 32) % 1000) / 200));
    born[row] = 3652 + static_cast<Day>((noise >> 24) % 16000);
  }
  table->add("sector", std::move(sectors));
  table->add("jobs", std::move(jobs));
  table->add("born", Days{std::move(born)});
  layer.table = table;
}

/// Rows with ten of thirty years, another window each time.
std::vector<std::shared_ptr<const RowSet>> year_windows(std::size_t rows, std::size_t windows) {
  std::vector<std::shared_ptr<RowSet>> sets;
  for (std::size_t w = 0; w < windows; ++w) sets.push_back(std::make_shared<RowSet>(rows));
  std::uint64_t noise = 1;
  for (std::size_t row = 0; row < rows; ++row) {
    noise = noise * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto year = static_cast<std::size_t>((noise >> 40) % 30);
    for (std::size_t w = 0; w < windows; ++w)
      if (year >= w && year < w + 10) sets[w]->insert(row);
  }
  return {sets.begin(), sets.end()};
}

void bench_points(App& app, const std::string& file) {
  show(app, {point_layer(file)});
  const SceneLayer& layer = app.state.map->scene.layers[0];
  std::printf("{\"what\": \"points\", \"n\": %zu, \"map_pixels\": \"%dx%d\"}\n", layer.x->size(),
              app.state.camera.width, app.state.camera.height);
  pan_and_zoom(app, "points", 60);
  row(app, "panels over an unchanged map", 40, [&](int) {});
  const auto windows = year_windows(layer.x->size(), 20);
  const auto change = [&](int k) {
    app.state.layers[0].shown = windows[static_cast<std::size_t>(k) % windows.size()];
  };
  row(app, "filter change", 40, change);
  pan_and_zoom(app, "filtered", 40);
  try {
    app.count_on(CountOn::card);
  } catch (const Error& error) {
    std::printf("{\"what\": \"no card\", \"why\": \"%s\"}\n", error.message.c_str());
    return;
  }
  app.settle();
  row(app, "filter change counted on the card", 20, change);
  if (!app.counted_on_card()) std::printf("{\"what\": \"no card\", \"why\": \"it counts wrongly\"}\n");
  app.count_on(CountOn::fastest);
}

/// A box that grows over the map as if dragged, beside bars, histogram and years.
void bench_brush(App& app, const std::string& file) {
  SceneLayer layer = point_layer(file);
  add_columns(layer);
  show(app, {std::move(layer)});
  app.act(SetActiveLayer{"firms"});
  app.act(ShowPanel{PanelName::charts, true});
  app.settle();
  constexpr int kFrames = 40;
  const double w = app.state.camera.width * 0.5, h = app.state.camera.height * 0.5;
  app.act(SetTool{MapTool::box});
  app.act(SketchBegin{w * 0.5, h * 0.5});
  const auto drag = [&](int k) {
    const double reach = static_cast<double>(k + 1) / kFrames;
    app.act(SketchTo{w * (0.5 + reach), h * (0.5 + reach)});
  };
  // The first selections of a program also wait until software OpenGL has compiled how they are drawn.
  row(app, "first brush with charts", kFrames, drag);
  row(app, "brush with charts", kFrames, drag);
  app.act(SketchEnd{});
  pan_and_zoom(app, "selection", 40);
  std::printf("{\"what\": \"brushed\", \"charts\": %zu, \"selected\": %zu, \"of\": %zu}\n",
              app.state.linked.charts.size(), app.state.selection.count,
              app.state.map->scene.layers[0].x->size());
}

void bench_polygons(App& app) {
  const struct {
    const char* name;
    std::size_t n, vertices;
  } kinds[] = {
      {"2k x 40", 2000, 40}, {"20k x 60", 20000, 60}, {"200 x 3000", 200, 3000}, {"1 x 100k", 1, 100000}};
  for (const auto& kind : kinds) {
    show(app, {polygon_layer("zones", kind.n, kind.vertices)});
    const std::string name = std::string("polygons ") + kind.name;
    row(app, name + ": full redraw", 20,
        [&](int k) { app.state.layers[0].style.opacity = k % 2 ? 1.0f : 0.99f; });
    app.state.layers[0].style.opacity = 1;
    pan_and_zoom(app, name, 40);
    const auto windows = year_windows(kind.n, 10);
    row(app, name + ": filter change", 20,
        [&](int k) { app.state.layers[0].shown = windows[static_cast<std::size_t>(k) % 10]; });
  }
}

void bench_layers(App& app) {
  std::vector<SceneLayer> layers;
  for (int k = 0; k < 500; ++k) layers.push_back(polygon_layer("zones" + std::to_string(k), 4, 30));
  show(app, std::move(layers));
  pan_and_zoom(app, "500 layers", 40);
}

}  // namespace

int main(int count, char** values) {
  const std::string what = count > 1 ? values[1] : "";
  try {
    AppOptions options;
    options.has_script = true;
    App app(options);
    if (what == "points" && count > 2)
      bench_points(app, values[2]);
    else if (what == "brush" && count > 2)
      bench_brush(app, values[2]);
    else if (what == "polygons")
      bench_polygons(app);
    else if (what == "layers")
      bench_layers(app);
    else
      throw usage_error("bench_viewer points FILE.f64 | brush FILE.f64 | polygons | layers");
    std::printf("{\"what\": \"peak memory\", \"mb\": %.0f}\n", peak_mb());
  } catch (const Error& error) {
    std::fprintf(stderr, "bench_viewer: %s\n", error.message.c_str());
    return 1;
  }
  return 0;
}
