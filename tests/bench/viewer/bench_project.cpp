// A project in the real window. Prints JSON lines and wants a display.
//   bench_project PROJECT ROUNDS   milliseconds from the start of the program to the first map, and until all
//                                  columns are read; of redrawing the whole map; most memory
//   bench_project PROJECT running  milliseconds from opening it in a window that is there to the first map
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>

#include "agglo/error.hpp"
#include "viewer/window/app.hpp"

namespace {

using namespace agglo;
using namespace agglo::viewer;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void wait_for_map(App& app) {
  while (!app.state.map) {
    app.window.take_events(0.005);
    app.frame();
    app.window.show_frame();
  }
  app.timed_frame_ms();
}

void measure_running(const std::string& file) {
  AppOptions options;
  options.has_script = true;
  App app(options);
  app.settle();
  const auto start = Clock::now();
  app.act(OpenFile{file});
  wait_for_map(app);
  std::printf("{\"what\": \"open\", \"ms\": %.0f}\n", ms_since(start));
}

void measure(const std::string& file, int rounds, Clock::time_point start) {
  AppOptions options;
  options.file = file;
  options.has_script = true;
  App app(options);
  wait_for_map(app);
  std::printf("{\"what\": \"open\", \"ms\": %.0f}\n", ms_since(start));
  app.wait_for_jobs();
  std::printf("{\"what\": \"all read\", \"ms\": %.0f}\n", ms_since(start));
  app.act(ShowPanel{PanelName::layers, false});
  app.act(ShowPanel{PanelName::inspect, false});
  app.act(ShowPanel{PanelName::table, false});
  app.settle();
  app.act(FitAll{});
  app.settle();
  std::printf("{\"what\": \"redraw\", \"ms\": [");
  for (int k = 0; k < rounds; ++k) {
    // A hair's breadth of zoom: everything is planned and drawn anew.
    app.act(
        ZoomAt{k % 2 == 0 ? 1.001 : 1 / 1.001, app.state.camera.width * 0.5, app.state.camera.height * 0.5});
    std::printf("%s%.2f", k > 0 ? ", " : "", app.timed_frame_ms());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("], \"map_pixels\": \"%dx%d\"}\n{\"what\": \"peak memory\", \"mb\": %.0f}\n",
              app.state.camera.width, app.state.camera.height, static_cast<double>(usage.ru_maxrss) / 1024);
}

}  // namespace

int main(int count, char** values) {
  const auto start = Clock::now();
  try {
    const std::string rounds = count == 3 ? values[2] : "";
    if (rounds == "running") {
      measure_running(values[1]);
      return 0;
    }
    int number = 0;
    std::from_chars(rounds.data(), rounds.data() + rounds.size(), number);
    if (number < 1) throw usage_error("bench_project PROJECT ROUNDS, or bench_project PROJECT running");
    measure(values[1], number, start);
  } catch (const Error& error) {
    std::fprintf(stderr, "bench_project: %s\n", error.message.c_str());
    return 1;
  }
  return 0;
}
