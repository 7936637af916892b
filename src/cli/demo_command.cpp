// The teaching project from its recipe to a page: what a new user sees first.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "agglo/error.hpp"
#include "agglo/report.hpp"
#include "agglo/store.hpp"
#include "agglo/teaching.hpp"
#include "cli/command_line.hpp"

namespace agglo::cli {

int demo_command(const std::vector<std::string>& words) {
  namespace fs = std::filesystem;
  std::string folder = "agglo-demo";
  bool quiet = false;
  CLI::App app;
  app.set_help_flag();
  app.add_option("--out", folder);
  app.add_flag("--quiet", quiet);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    throw usage_error(fmt::format("demo: {}", error.what()), "see: agglo help demo");
  }
  const fs::path project_file = fs::path(folder) / "emilia-romagna.gpkg";
  RunControl control;
  Dataset data;
  {
    const ProgressLine progress(control, quiet);
    make_teaching_project(project_file, control);
    data = Project::open(project_file).snapshot(control);
    const Layer* clusters = data.last_result("clusters");
    write_layers(fs::path(folder) / "clusters.csv", {*clusters}, false, control);
  }
  const std::vector<Finding> found = findings(data);
  write_report_page(
      fs::path(folder) / "index.html",
      {"Business clusters of Emilia-Romagna (synthetic firms)",
       "The teaching project of agglo. The towns are real; every firm, zone and institution is invented, "
       "and the clusters were planted, so that anyone can check what is found.",
       "emilia-romagna.png",
       {{"Map for print (PDF)", "emilia-romagna.pdf"},
        {"Table of the clusters (CSV)", "clusters.csv"},
        {"The whole project (GeoPackage, opens in QGIS and in the viewer)", "emilia-romagna.gpkg"}}},
      data, found);
  for (std::size_t i = 0; i < found.size(); ++i)
    fmt::print("{}. {}\n   {}\n", i + 1, found[i].headline, found[i].sentence);
  if (!quiet) fmt::print(stderr, "written: {}/index.html and the files it shows\n", folder);
  return 0;
}

}  // namespace agglo::cli
