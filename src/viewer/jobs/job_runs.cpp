#include "viewer/jobs/job_runs.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>
#include "agglo/teaching.hpp"

#include "agglo/selection_layer.hpp"
#include "viewer/state/compare.hpp"
#include "viewer/state/find.hpp"
#include "viewer/state/saved_rows.hpp"

namespace agglo::viewer {

namespace {

constexpr const char *kViewText = "view", *kBookmarksText = "bookmarks", *kRowsText = "rows",
                     *kChartsText = "charts";

const std::vector<Layer>* basemap_of(ProjectSession& session, const Dataset& data, RunControl& run,
                                     std::vector<std::string>& notes) {
  if (data.frame.kind == FrameKind::plane) return nullptr;
  if (!session.basemap) {
    try {
      session.basemap = read_basemap(run);
    } catch (const Error& error) {
      if (error.kind == ErrorKind::cancelled) throw;
      notes.push_back("The base map is left out: " + error.message);
      session.basemap.emplace();
    }
  }
  return &*session.basemap;
}

std::shared_ptr<MapData> map_of(ProjectSession& session, Dataset data, const SceneStyles& styles,
                                RunControl& run, JobResult& result) {
  const std::vector<Layer>* basemap = basemap_of(session, data, run, result.notes);
  run.begin("composing the map");
  Scene scene = make_scene(data, styles, basemap);
  return prepare_map(std::move(data), std::move(scene), run);
}

void remake_map(ProjectSession& session, const SceneStyles& styles, RunControl& run, JobResult& result) {
  run.begin("reading the project");
  result.map = map_of(session, session.project->snapshot(run), styles, run, result);
}

/// The map of a project that was opened just now: of large tables only what it takes to draw them, unless
/// what was saved with the project asks for more.
void make_first_map(ProjectSession& session, const OpenProjectJob& job, RunControl& run, JobResult& result) {
  if (job.styles || limits_rows(result.rows))
    return remake_map(session, job.styles ? *job.styles : session.project->styles(), run, result);
  const SceneStyles styles = session.project->styles();
  run.begin("reading the project");
  std::optional<Dataset> look = session.project->first_look(styles, run);
  const bool partial = look.has_value();
  const auto map =
      map_of(session, partial ? *std::move(look) : session.project->snapshot(run), styles, run, result);
  map->first_look = partial;
  result.map = map;
}

std::optional<Camera> saved_view(const Project& project) {
  const auto text = project.store().text(kViewText);
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  Camera camera;
  camera.centre_x_m = json.value("centre_x_m", 0.0);
  camera.centre_y_m = json.value("centre_y_m", 0.0);
  camera.metres_per_pixel = json.value("metres_per_pixel", 0.0);
  if (!(camera.metres_per_pixel > 0)) return std::nullopt;
  return camera;
}

std::vector<Bookmark> saved_bookmarks(const Project& project) {
  std::vector<Bookmark> bookmarks;
  const auto json =
      nlohmann::json::parse(project.store().text(kBookmarksText).value_or("[]"), nullptr, false);
  if (!json.is_array()) return bookmarks;
  for (const auto& entry : json) {
    if (!entry.is_object()) continue;
    Bookmark bookmark;
    try {
      bookmark = {entry.value("name", ""), entry.value("centre_x_m", 0.0), entry.value("centre_y_m", 0.0),
                  entry.value("metres_per_pixel", 0.0)};
    } catch (const nlohmann::json::exception&) {
      continue;  // values of other kinds: written by another program
    }
    if (bookmark.metres_per_pixel > 0 && !bookmark.name.empty()) bookmarks.push_back(std::move(bookmark));
  }
  return bookmarks;
}

std::string bookmarks_json(const std::vector<Bookmark>& bookmarks) {
  auto json = nlohmann::json::array();
  for (const Bookmark& b : bookmarks)
    json.push_back({{"name", b.name},
                    {"centre_x_m", b.centre_x_m},
                    {"centre_y_m", b.centre_y_m},
                    {"metres_per_pixel", b.metres_per_pixel}});
  return json.dump();
}

void perform(ProjectSession& session, const OpenProjectJob& job, RunControl& run, JobResult& result) {
  if (job.teaching && !std::filesystem::exists(job.file)) make_teaching_project(job.file, run);
  run.begin("opening the project");
  const FileStamp stamp = stamp_of(job.file);  // a change from here on is to be noticed
  ProjectSession opened{Project::open(job.file), std::move(session.basemap)};
  result.rows = opened.project->store().text(kRowsText).value_or("");
  try {
    make_first_map(opened, job, run, result);
  } catch (...) {
    session.basemap = std::move(opened.basemap);
    throw;
  }
  result.view = job.view ? job.view : saved_view(*opened.project);
  result.bookmarks = saved_bookmarks(*opened.project);
  result.charts = opened.project->store().text(kChartsText).value_or("");
  result.pages = named_pages_from_json(opened.project->store().text("pages").value_or("[]"));
  result.stamp = stamp;
  session = std::move(opened);
}

void perform(ProjectSession& session, const StepJob& job, RunControl& run, JobResult& result) {
  const bool fresh = !session.project;
  if (fresh && job.project.empty())
    throw usage_error("no project is open", "open a project or import a file first");
  const bool created = fresh && !std::filesystem::exists(job.project);
  std::optional<Project> opened;
  if (fresh) opened = Project::open_or_create(job.project);
  Project& project = fresh ? *opened : *session.project;
  run.begin("reading the project");
  Outcome outcome;
  try {
    auto before = std::make_shared<const ProjectMoment>(project.moment(run));
    Timings timings;
    outcome = project.run(job.step, run, timings);
    result.before = std::move(before);
  } catch (...) {
    opened.reset();
    std::error_code ignored;
    if (created) std::filesystem::remove(job.project, ignored);  // it holds nothing
    throw;
  }
  for (const Layer& layer : outcome.layers) result.new_layers.push_back(layer.name);
  std::string counts;
  for (const auto& [name, value] : outcome.counts) {
    const auto whole = static_cast<long long>(value);
    counts += (counts.empty() ? "" : ", ") + name + ": " +
              (static_cast<double>(whole) == value ? std::to_string(whole) : option_text(OptionValue(value)));
  }
  if (!counts.empty() && outcome.report_text.empty()) result.notes.push_back(counts);
  result.counts = counts;
  result.notes.insert(result.notes.end(), outcome.notes.begin(), outcome.notes.end());
  if (!outcome.report_text.empty()) result.notes.push_back(outcome.report_text);
  if (fresh) session.project = std::move(opened);
  // From here on the result is stored: cancelling must not hide it.
  RunControl unstoppable;
  remake_map(session, fresh ? session.project->styles() : job.styles, unstoppable, result);
}

/// A change of the project file: what it was before, and the map after it.
template <class Change>
void change_project(ProjectSession& session, const SceneStyles& styles, RunControl& run, JobResult& result,
                    const Change& change) {
  if (!session.project) throw usage_error("no project is open", "open a project first");
  run.begin("reading the project");
  auto before = std::make_shared<const ProjectMoment>(session.project->moment(run));
  change(*session.project);
  result.before = std::move(before);
  RunControl unstoppable;  // the change is stored: cancelling must not hide it
  remake_map(session, styles, unstoppable, result);
}

void perform(ProjectSession& session, const RemoveLayerJob& job, RunControl& run, JobResult& result) {
  change_project(session, job.styles, run, result,
                 [&](Project& project) { result.notes = project.remove_layer(job.layer, run); });
}

void perform(ProjectSession& session, const RenameLayerJob& job, RunControl& run, JobResult& result) {
  change_project(session, job.styles, run, result,
                 [&](Project& project) { project.rename_layer(job.layer, job.title, run); });
}

void perform(ProjectSession& session, const RemoveStepJob& job, RunControl& run, JobResult& result) {
  change_project(session, job.styles, run, result, [&](Project& project) {
    const auto& steps = project.recipe().steps;
    if (job.index >= steps.size() || steps[job.index].step.operation != job.step.operation ||
        steps[job.index].step.name != job.step.name)
      throw usage_error("the recipe has changed meanwhile", "choose the step again");
    result.notes = project.remove_step(job.index, run);
  });
}

void check_rerun(const Recipe& recipe, const RerunJob& job) {
  if (job.index + job.steps.size() != recipe.steps.size())
    throw usage_error("the recipe has changed meanwhile", "choose the step again");
  for (std::size_t k = 0; k < recipe.steps.size(); ++k) {
    if (k >= job.index && recipe.steps[k].step.name != job.steps[k - job.index].name)
      throw usage_error("the recipe has changed meanwhile", "choose the step again");
    for (const Step& again : job.steps)
      if (k < job.index && recipe.steps[k].step.name == again.name)
        throw usage_error(
            "the step \"" + again.name + "\" is in the recipe twice, and what came of the first is gone",
            "run all steps from that one on again");
  }
}

void perform(ProjectSession& session, const RerunJob& job, RunControl& run, JobResult& result) {
  change_project(session, job.styles, run, result, [&](Project& project) {
    check_rerun(project.recipe(), job);
    const ProjectMoment before = project.moment(run);
    try {
      while (project.recipe().steps.size() > job.index)
        project.remove_step(project.recipe().steps.size() - 1, run);
      if (project.recipe().steps.size() != job.index)
        throw usage_error("earlier steps rest on what would run again", "run all steps again");
      Timings timings;
      for (const Step& step : job.steps) project.run(step, run, timings);
    } catch (...) {
      RunControl unstoppable;
      project.go_to(before, unstoppable);
      throw;
    }
  });
}

void perform(ProjectSession& session, const RestoreProjectJob& job, RunControl& run, JobResult& result) {
  change_project(session, job.styles, run, result,
                 [&](Project& project) { project.go_to(*job.moment, run); });
}

void perform(ProjectSession&, const CompareJob& job, RunControl& run, JobResult& result) {
  run.begin("comparing");
  result.compared = compare_labels(*job.labels_a, *job.labels_b);
}

void perform(ProjectSession& session, const ReadColumnsJob& job, RunControl& run, JobResult& result) {
  if (session.project && session.project->file() == job.project) remake_map(session, job.styles, run, result);
}

void perform(ProjectSession&, const RestyleJob& job, RunControl& run, JobResult& result) {
  run.begin("restyling", job.layers.size());
  auto map = std::make_shared<MapData>(*job.map);
  for (std::size_t i = 0; i < map->scene.layers.size(); ++i) {
    SceneLayer& layer = map->scene.layers[i];
    if (std::find(job.layers.begin(), job.layers.end(), layer.name) == job.layers.end()) continue;
    for (const auto& [name, style] : job.styles.styles)
      if (name == layer.name) restyle_layer(map->data, job.styles, style, layer);
    map->prepared[i] =
        prepare_restyled(layer, job.map->scene.layers[i], job.map->prepared[i], map->scene.extent_m);
    run.advance();
  }
  result.map = std::move(map);
}

void perform(ProjectSession&, const ExportJob& job, RunControl& run, JobResult& result) {
  const PrintReport report = print_map(job.scene, job.page, job.file, run, job.maps);
  std::string note = "Wrote " + job.file.string();
  if (report.scale_denominator > 0)
    note += ", scale 1 : " + std::to_string(static_cast<long long>(report.scale_denominator));
  if (report.labels_left_out > 0)
    note += "; " + std::to_string(report.labels_left_out) + " labels had no room";
  result.notes.push_back(note);
}

std::vector<std::pair<std::string, std::string>> saved_texts(const SaveJob& job) {
  const nlohmann::json view{{"centre_x_m", job.view.centre_x_m},
                            {"centre_y_m", job.view.centre_y_m},
                            {"metres_per_pixel", job.view.metres_per_pixel}};
  return {{kViewText, view.dump()},
          {kBookmarksText, bookmarks_json(job.bookmarks)},
          {kRowsText, job.rows},
          {kChartsText, job.charts},
          {"pages", named_pages_json(job.pages)}};
}

void perform(ProjectSession& session, const SaveCopyJob& job, RunControl& run, JobResult& result) {
  if (!session.project) throw usage_error("no project is open");
  const auto notes = session.project->save_copy(job.file, job.saved.styles, saved_texts(job.saved), run);
  result.notes.push_back("Wrote a copy of the project to " + job.file.string());
  result.notes.insert(result.notes.end(), notes.begin(), notes.end());
}

void perform(ProjectSession& session, const SaveJob& job, RunControl& run, JobResult& result) {
  if (!session.project) throw usage_error("no project is open");
  session.project->save_styles(job.styles, saved_texts(job), run);
  result.notes.push_back("Saved styles and view in " + session.project->file().string());
}

void perform(ProjectSession&, const NamesJob& job, RunControl& run, JobResult& result) {
  run.begin("collecting names");
  result.names = collect_names(job.map, job.layers, job.known.get(), run);
}

void perform(ProjectSession&, const SideJob& job, RunControl& run, JobResult& result) {
  result.take = job.work(run);
}

void perform(ProjectSession& session, const SelectionLayerJob& job, RunControl& run, JobResult& result) {
  run.begin("copying the rows");
  Layer layer = layer_of_rows(job.from, *job.rows, run);
  layer.title = job.title;
  change_project(session, job.styles, run, result, [&](Project& project) {
    result.new_layers.push_back(project.add_layer(std::move(layer), run));
    result.notes.push_back("Saved " + std::to_string(job.rows->count()) + " rows as \"" + job.title + "\"");
  });
}

void perform(ProjectSession& session, const AddLayerJob& job, RunControl& run, JobResult& result) {
  change_project(session, job.styles, run, result, [&](Project& project) {
    const bool is_there = project.snapshot(run).find(job.layer.name) != nullptr;
    if (is_there) project.replace_layer(job.layer, run);
    result.new_layers.push_back(is_there ? job.layer.name : project.add_layer(job.layer, run));
    result.notes.push_back("Saved " + std::to_string(job.layer.table->row_count) + " rows as \"" +
                           job.layer.title + "\"");
  });
}

void perform(ProjectSession&, const ExportRowsJob& job, RunControl& run, JobResult& result) {
  run.begin("copying the rows");
  write_layers(job.file, {layer_of_rows(job.from, *job.rows, run)}, job.planar, run);
  result.notes.push_back("Wrote " + std::to_string(job.rows->count()) + " rows to " + job.file.string());
}

void perform(ProjectSession&, const PreviewJob& job, RunControl& run, JobResult& result) {
  result.preview =
      std::make_shared<const PagePreview>(preview_page(job.scene, job.page, job.width, run, job.maps));
}

}  // namespace

JobResult run_job(ProjectSession& session, const JobRequest& request, RunControl& run) {
  JobResult result;
  if (session.project) result.stamp_before = stamp_of(session.project->file());
  try {
    std::visit([&](const auto& job) { perform(session, job, run, result); }, request);
  } catch (const Error& error) {
    result.error = error;
  } catch (const std::exception& error) {
    result.error = failure(error.what());
  }
  if (std::holds_alternative<SideJob>(request)) return result;  // has nothing to do with the project
  if (session.project) {
    result.project = session.project->file();
    if (!std::holds_alternative<OpenProjectJob>(request)) result.stamp = stamp_of(result.project);
    result.recipe = std::make_shared<const Recipe>(session.project->recipe());
  }
  return result;
}

}  // namespace agglo::viewer
