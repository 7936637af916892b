// App: how long frames take.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "viewer/window/app.hpp"

namespace agglo::viewer {

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double App::timed_frame_ms() {
  const auto start = std::chrono::steady_clock::now();
  window.take_events(0);
  frame();
  renderer_.finish();
  window.show_frame();
  return ms_since(start);
}

void App::measure(int frames) {
  settle();
  const auto summary = [](std::vector<double> ms, double cpu_ms) {
    std::sort(ms.begin(), ms.end());
    double sum = 0;
    for (const double t : ms) sum += t;
    const auto n = static_cast<double>(ms.size());
    const auto at = [&](double q) { return ms[static_cast<std::size_t>(q * (n - 1) + 0.5)]; };
    return fmt::format("{{\"mean_ms\": {:.2f}, \"p50_ms\": {:.2f}, \"p95_ms\": {:.2f}, \"cpu_ms\": {:.2f}}}",
                       sum / n, at(0.5), at(0.95), cpu_ms / n);
  };
  const auto cpu_ms_since = [](std::clock_t start) {
    return static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC;
  };
  std::vector<double> pan_ms, zoom_ms, still_ms;
  std::clock_t cpu = std::clock();
  for (int k = 0; k < frames; ++k) {
    const double way = (k / 20) % 2 == 0 ? 1 : -1;  // to and fro, so that the data stay in view
    act(PanBy{way * 9, way * 5});
    pan_ms.push_back(timed_frame_ms());
  }
  const double pan_cpu = cpu_ms_since(cpu);
  cpu = std::clock();
  for (int k = 0; k < frames; ++k) {
    act(ZoomAt{(k / 20) % 2 == 0 ? 1.05 : 1 / 1.05, state.camera.width * 0.5, state.camera.height * 0.5});
    zoom_ms.push_back(timed_frame_ms());
  }
  const double zoom_cpu = cpu_ms_since(cpu);
  settle();
  cpu = std::clock();
  for (int k = 0; k < frames; ++k) still_ms.push_back(timed_frame_ms());
  const double still_cpu = cpu_ms_since(cpu);
  // Idle as in run(): nothing happens, so nothing is drawn.
  cpu = std::clock();
  const auto start = std::chrono::steady_clock::now();
  while (ms_since(start) < 500) window.take_events(0.5);
  const double idle_share = cpu_ms_since(cpu) / ms_since(start);
  std::size_t points = 0;
  if (state.map)
    for (const LayerView& view : state.layers)
      if (view.style.visible && !view.is_base_map && state.map->prepared[view.index].points)
        points += state.map->prepared[view.index].points->size();
  fmt::print(
      "{{\"frames\": {}, \"map_pixels\": \"{}x{}\", \"points\": {}, \"points_in_view\": {}, \"pan\": {}, "
      "\"zoom\": {}, \"panels_only\": {}, \"idle_cpu_share\": {:.4f}}}\n",
      frames, state.camera.width, state.camera.height, points, plan_.points_in_view, summary(pan_ms, pan_cpu),
      summary(zoom_ms, zoom_cpu), summary(still_ms, still_cpu), idle_share);
  std::fflush(stdout);
}

}  // namespace agglo::viewer
