// Pages that a project keeps, as JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "agglo/print.hpp"

namespace agglo {

namespace {

using nlohmann::json;

json box_json(const PageBox& box) {
  return json::array({box.x_mm, box.y_mm, box.width_mm, box.height_mm});
}

PageBox box_from(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array() || found->size() != 4) return {};
  for (const json& value : *found)
    if (!value.is_number()) return {};
  return {(*found)[0], (*found)[1], (*found)[2], (*found)[3]};
}

json extent_json(const Box& extent) {
  if (extent.empty()) return nullptr;
  return json::array({extent.min_x, extent.min_y, extent.max_x, extent.max_y});
}

/// None when it is no box.
Box extent_from(const json& object) {
  const auto found = object.find("extent_m");
  if (found == object.end() || !found->is_array() || found->size() != 4) return {};
  for (const json& value : *found)
    if (!value.is_number() || !std::isfinite(value.get<double>())) return {};
  const Box extent{(*found)[0], (*found)[1], (*found)[2], (*found)[3]};
  return extent.width() > 0 && extent.height() > 0 ? extent : Box{};
}

/// Calls v(key, member) for each plain value, so that writing and reading cannot differ.
template <class Page, class Visitor>
void visit_values(Page& page, Visitor&& v) {
  v("layout", page.layout);
  v("width_mm", page.width_mm);
  v("height_mm", page.height_mm);
  v("margin_mm", page.margin_mm);
  v("title", page.title);
  v("subtitle", page.subtitle);
  v("source", page.source);
  v("dpi", page.dpi);
  v("scale", page.scale);
  v("show_title", page.show_title);
  v("legend", page.legend);
  v("scale_bar", page.scale_bar);
  v("north_arrow", page.north_arrow);
  v("notes", page.notes);
  v("inset", page.inset);
  v("extent_frame", page.extent_frame);
}

json page_json(const NamedPage& named) {
  const PageOptions& page = named.page;
  json object{{"name", named.name}};
  visit_values(page, [&](const char* key, const auto& value) { object[key] = value; });
  object["extent_m"] = extent_json(page.extent_m);
  object["legend_box"] = box_json(page.legend_box);
  object["scale_box"] = box_json(page.scale_box);
  object["inset_box"] = box_json(page.inset_box);
  object["texts"] = json::array();
  for (const PageText& text : page.texts)
    object["texts"].push_back(
        {{"text", text.text}, {"box", box_json(text.box)}, {"size_pt", text.size_pt}, {"bold", text.bold}});
  object["images"] = json::array();
  for (const PageImage& image : page.images)
    object["images"].push_back({{"file", image.file}, {"box", box_json(image.box)}});
  return object;
}

NamedPage page_from(const json& object) {
  NamedPage named;
  PageOptions& page = named.page;
  named.name = object.value("name", "");
  visit_values(page, [&](const char* key, auto& value) { value = object.value(key, value); });
  page.extent_m = extent_from(object);
  page.legend_box = box_from(object, "legend_box");
  page.scale_box = box_from(object, "scale_box");
  page.inset_box = box_from(object, "inset_box");
  for (const json& text : object.value("texts", json::array()))
    page.texts.push_back({text.value("text", ""), box_from(text, "box"), text.value("size_pt", 9.0),
                          text.value("bold", false)});
  for (const json& image : object.value("images", json::array()))
    page.images.push_back({image.value("file", ""), box_from(image, "box")});
  return named;
}

}  // namespace

std::string named_pages_json(const std::vector<NamedPage>& pages) {
  json list = json::array();
  for (const NamedPage& page : pages) list.push_back(page_json(page));
  return list.dump();
}

std::vector<NamedPage> named_pages_from_json(std::string_view text) {
  std::vector<NamedPage> pages;
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) return pages;
  for (const json& object : list) {
    if (!object.is_object()) continue;
    try {
      pages.push_back(page_from(object));
      page_size(pages.back().page);
      if (pages.back().name.empty()) pages.pop_back();
    } catch (const json::exception&) {
      continue;  // values of other kinds
    } catch (const Error&) {
      pages.pop_back();  // a page size of a later version
    }
  }
  return pages;
}

}  // namespace agglo
