#include <algorithm>
#include <charconv>
#include <utility>

#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/page_job.hpp"
#include "viewer/state/printed_map.hpp"
#include "viewer/state/results.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

Scene printed_scene(const State& state) {
  Scene scene = state.map->scene;
  scene.layers = printed_layers(state);
  return scene;
}

template <class Item>
PageBox* numbered(std::vector<Item>& items, std::string_view part, std::string_view prefix) {
  if (!part.starts_with(prefix)) return nullptr;
  std::size_t index = items.size();
  std::from_chars(part.data() + prefix.size(), part.data() + part.size(), index);
  return index < items.size() ? &items[index].box : nullptr;
}

PageSource source_of(const State& state) {
  return {state.map, state.layers, state.time.range, state.time.step};
}

/// The page shows what the window shows now.
void show_view(const State& state, PageOptions& page) {
  page.extent_m = view_box(state.camera);
  page.extent_frame = frame_key(state.map->scene.frame);
}

/// Pages outlive the data that they were made for.
void tell_lost_extent(State& state) {
  const PageOptions& page = state.page_editor.page;
  if (!state.map || page.extent_m.empty() || !extent_in(page, state.map->scene.frame).empty()) return;
  state.messages.push_back({MessageKind::warning, tr("Page layout"),
                            tr("The extent that the page keeps is not on this map: all of the map is shown."),
                            tr("press Show the present view in the page layout")});
}

/// What was placed by hand keeps its place and size relative to the paper.
void keep_on_paper(PageOptions& page, const PageSize& before, const PageSize& now) {
  const double across = now.width_mm / before.width_mm, down = now.height_mm / before.height_mm;
  const auto fit = [&](PageBox& box) {
    box = {box.x_mm * across, box.y_mm * down, box.width_mm * across, box.height_mm * down};
  };
  for (PageBox* box : {&page.legend_box, &page.scale_box, &page.inset_box}) fit(*box);
  for (PageText& text : page.texts) fit(text.box);
  for (PageImage& image : page.images) fit(image.box);
}

}  // namespace

PageBox* box_of_part(PageOptions& page, const std::string& part) {
  if (part == "legend") return &page.legend_box;
  if (part == "scale") return &page.scale_box;
  if (part == "inset") return &page.inset_box;
  if (PageBox* box = numbered(page.texts, part, "text ")) return box;
  return numbered(page.images, part, "image ");
}

void refresh_preview(State& state, Jobs& jobs) {
  PageEditor& editor = state.page_editor;
  if (!editor.open || !state.map) return;
  state.page_source = source_of(state);
  editor.outdated = editor.drawing;
  if (editor.drawing) return;
  editor.drawing = true;
  jobs.submit(PreviewJob{printed_scene(state), editor.page, editor.preview_width, printed_maps(state)},
              tr_key("Draw the page"));
}

void follow_on_page(State& state, Jobs& jobs) {
  if (!state.page_editor.open || !state.map || state.compare || choosing_rows(state)) return;
  if (!(state.page_source == source_of(state))) refresh_preview(state, jobs);
}

void take_preview(State& state, JobResult& result, Jobs& jobs) {
  PageEditor& editor = state.page_editor;
  editor.drawing = false;
  if (result.preview) {
    editor.preview = std::move(result.preview);
    ++editor.preview_serial;
  }
  if (editor.outdated) refresh_preview(state, jobs);
}

void apply(State& state, const ShowPageEditor& a, Jobs& jobs) {
  if (a.open && !state.map)
    throw usage_error("there is no map to lay out", "open a project or import a file");
  if (a.open) need_one_result(state);
  PageEditor& editor = state.page_editor;
  const bool fresh = a.open && !editor.open && editor.page == PageOptions{};
  editor.open = a.open;
  if (!a.open) {
    editor.preview.reset();
    editor.chosen.clear();
    return;
  }
  if (fresh) editor.page.title = state.project.stem().string();
  if (editor.page.extent_m.empty()) show_view(state, editor.page);
  refresh_preview(state, jobs);
}

void apply(State& state, const SetPage& a, Jobs& jobs) {
  PageOptions& page = state.page_editor.page;
  if (page == a.page) return;
  const PageSize before = page_size(page), now = page_size(a.page);  // an impossible size is told at once
  page = a.page;
  if (before.width_mm != now.width_mm || before.height_mm != now.height_mm) keep_on_paper(page, before, now);
  refresh_preview(state, jobs);
}

void apply(State& state, const ChoosePart& a, Jobs&) {
  state.page_editor.chosen = a.part;
}

void apply(State& state, const PageFromView&, Jobs& jobs) {
  if (!state.map) return;
  show_view(state, state.page_editor.page);
  refresh_preview(state, jobs);
}

void apply(State& state, const SetPreviewWidth& a, Jobs& jobs) {
  PageEditor& editor = state.page_editor;
  const int width = std::clamp(a.pixels, 200, 4000);
  if (width == editor.preview_width) return;
  editor.preview_width = width;
  refresh_preview(state, jobs);
}

void apply(State& state, const SavePage& a, Jobs&) {
  if (a.name.empty()) throw usage_error(tr("the page has no name yet"), tr("type one beside the button"));
  remember(state, tr_key("page {}"), a.name);
  NamedPage saved{a.name, state.page_editor.page};
  saved.page.date.clear();
  state.page_editor.name = a.name;
  const auto same = std::find_if(state.pages.begin(), state.pages.end(),
                                 [&](const NamedPage& p) { return p.name == a.name; });
  if (same != state.pages.end())
    *same = std::move(saved);
  else
    state.pages.push_back(std::move(saved));
}

void apply(State& state, const NamePage& a, Jobs&) {
  state.page_editor.name = a.name;
}

void apply(State& state, const AddPageImage& a, Jobs& jobs) {
  PageOptions& page = state.page_editor.page;
  const PageSize size = page_size(page);
  // The lower right corner: above lie the legend and the stamp of synthetic data.
  const double width = size.width_mm * 0.15, height = size.height_mm * 0.08;
  page.images.push_back(
      {std::filesystem::absolute(a.file).string(),
       {size.width_mm - page.margin_mm - width, size.height_mm - page.margin_mm - height, width, height}});
  refresh_preview(state, jobs);
}

void apply(State& state, const LoadPage& a, Jobs& jobs) {
  if (a.index >= state.pages.size()) return;
  page_size(state.pages[a.index].page);  // another program may have written an impossible one
  PageEditor& editor = state.page_editor;
  const PageOptions before = std::exchange(editor.page, state.pages[a.index].page);
  if (editor.page.extent_m.empty()) {  // kept by a version that did not keep it
    editor.page.extent_m = before.extent_m;
    editor.page.extent_frame = before.extent_frame;
  }
  editor.name = state.pages[a.index].name;
  editor.chosen.clear();
  tell_lost_extent(state);
  refresh_preview(state, jobs);
}

void apply(State& state, const DeletePage& a, Jobs&) {
  if (a.index >= state.pages.size()) return;
  remember(state, tr_key("page {}"), state.pages[a.index].name);
  state.pages.erase(state.pages.begin() + static_cast<std::ptrdiff_t>(a.index));
}

void apply(State& state, const ExportPage& a, Jobs& jobs) {
  if (!state.map) throw usage_error("there is no map to export", "open a project or import a file");
  need_one_result(state);
  tell_lost_extent(state);
  jobs.submit(ExportJob{printed_scene(state), state.page_editor.page, a.file, printed_maps(state)},
              job_title(JobTitle::export_file, a.file.filename().string()));
}

}  // namespace agglo::viewer
