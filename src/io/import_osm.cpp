// OpenStreetMap extracts: the nodes, ways and areas that serve a role.
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <array>
#include <optional>
#include <span>

#include "import_source.hpp"

namespace agglo {
namespace {

// Tags reported as fields, in the order in which they name what an object is.
constexpr std::array<std::string_view, 22> kKeys{
    "shop",       "office",   "craft",   "amenity", "tourism",          "healthcare", "man_made",
    "industrial", "landuse",  "highway", "railway", "aeroway",          "power",      "aerialway",
    "waterway",   "pipeline", "telecom", "harbour", "public_transport", "boundary",   "admin_level",
    "route"};

std::string config_text() {
  std::string keys;
  for (const std::string_view key : kKeys) keys += "," + std::string(key);
  std::string text =
      "closed_ways_are_polygons=aeroway=aerodrome,aeroway=terminal,aeroway=apron,aeroway=heliport,amenity,"
      "boundary,"
      "building,craft,healthcare,industrial,landuse,leisure,man_made=works,office,place,power=plant,"
      "power=substation,power=generator,public_transport=station,public_transport=platform,railway=station,"
      "shop,"
      "tourism,harbour,telecom\nattribute_name_laundering=no\n";
  for (const char* layer : {"points", "lines", "multipolygons", "multilinestrings", "other_relations"})
    text += "[" + std::string(layer) +
            "]\nosm_id=yes\nosm_version=no\nosm_timestamp=no\nosm_uid=no\nosm_user=no\n" +
            "osm_changeset=no\nattributes=name" + keys + "\nother_tags=no\n";
  return text;
}

/// The configuration as a file in GDAL's memory, gone with the object; its name is unique among live objects.
class ConfigFile {
 public:
  ConfigFile() : text_(config_text()) {
    std::array<char, 32> address{};
    std::snprintf(address.data(), address.size(), "%p", static_cast<const void*>(this));
    path_ = "/vsimem/agglo_osm_" + std::string(address.data()) + ".ini";
    VSIFCloseL(
        VSIFileFromMemBuffer(path_.c_str(), reinterpret_cast<GByte*>(text_.data()), text_.size(), FALSE));
  }
  ~ConfigFile() { VSIUnlink(path_.c_str()); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  std::string option() const { return "CONFIG_FILE=" + path_; }

 private:
  std::string text_, path_;
};

bool is_one_of(std::string_view value, std::span<const std::string_view> list) {
  for (const std::string_view entry : list)
    if (entry == value) return true;
  return false;
}

constexpr std::array<std::string_view, 33> kBusinessAmenities{"bank",
                                                              "bar",
                                                              "bureau_de_change",
                                                              "cafe",
                                                              "car_rental",
                                                              "car_wash",
                                                              "casino",
                                                              "cinema",
                                                              "clinic",
                                                              "dentist",
                                                              "doctors",
                                                              "driving_school",
                                                              "fast_food",
                                                              "fuel",
                                                              "ice_cream",
                                                              "internet_cafe",
                                                              "kindergarten",
                                                              "language_school",
                                                              "marketplace",
                                                              "money_transfer",
                                                              "music_school",
                                                              "nightclub",
                                                              "nursing_home",
                                                              "payment_centre",
                                                              "pharmacy",
                                                              "post_office",
                                                              "pub",
                                                              "restaurant",
                                                              "studio",
                                                              "theatre",
                                                              "vehicle_inspection",
                                                              "veterinary",
                                                              "coworking_space"};
constexpr std::array<std::string_view, 10> kBusinessTourism{
    "hotel",     "hostel", "guest_house", "motel",      "apartment",
    "camp_site", "museum", "gallery",     "theme_park", "caravan_site"};
constexpr std::array<std::string_view, 17> kInstitutionAmenities{
    "university",       "college",         "school",   "research_institute", "bank",
    "library",          "post_office",     "townhall", "hospital",           "courthouse",
    "embassy",          "coworking_space", "training", "conference_centre",  "exhibition_centre",
    "community_centre", "customs"};
constexpr std::array<std::string_view, 17> kInstitutionOffices{
    "coworking",  "research",          "government", "association", "educational_institution",
    "university", "employment_agency", "ngo",        "foundation",  "financial",
    "bank",       "chamber",           "consulting", "cooperative", "union",
    "politician", "diplomatic"};
constexpr std::array<std::string_view, 3> kZoneUses{"industrial", "commercial", "retail"};
constexpr std::array<std::string_view, 4> kInfrastructureKeys{"railway", "aeroway", "power", "highway"};
constexpr std::array<std::string_view, 5> kMoreInfrastructureKeys{"aerialway", "pipeline", "telecom",
                                                                  "harbour", "public_transport"};
constexpr std::array<std::string_view, 4> kPointInfrastructure{
    "railway=station", "railway=halt", "aeroway=aerodrome", "public_transport=station"};

/// The tags of one feature by field index of its layer.
class Tags {
 public:
  explicit Tags(const OGRFeature& feature) : feature_(feature) {}
  std::string_view operator[](std::string_view key) const {
    const int field = feature_.GetFieldIndex(std::string(key).c_str());
    return field < 0 || !feature_.IsFieldSetAndNotNull(field) ? "" : feature_.GetFieldAsString(field);
  }

 private:
  const OGRFeature& feature_;
};

bool is_used(std::string_view value) {
  return !value.empty() && value != "no" && value != "vacant" && value != "disused";
}

std::string tag(std::string_view key, std::string_view value) {
  return std::string(key) + "=" + std::string(value);
}

std::optional<std::string> sector_of(const Tags& tags) {
  for (const std::string_view key : {"shop", "office", "craft"})
    if (is_used(tags[key])) return tag(key, tags[key]);
  if (is_one_of(tags["amenity"], kBusinessAmenities)) return tag("amenity", tags["amenity"]);
  if (is_one_of(tags["tourism"], kBusinessTourism)) return tag("tourism", tags["tourism"]);
  if (is_used(tags["healthcare"])) return tag("healthcare", tags["healthcare"]);
  if (is_used(tags["industrial"])) return tag("industrial", tags["industrial"]);
  if (tags["man_made"] == "works") return "man_made=works";
  return std::nullopt;
}

std::optional<std::string> institution_of(const Tags& tags) {
  if (is_one_of(tags["amenity"], kInstitutionAmenities)) return std::string(tags["amenity"]);
  if (is_one_of(tags["office"], kInstitutionOffices)) return std::string(tags["office"]);
  return std::nullopt;
}

std::optional<std::string> infrastructure_of(const Tags& tags, bool is_point, bool is_area) {
  const auto search = [&](std::span<const std::string_view> keys) -> std::optional<std::string> {
    for (const std::string_view key : keys) {
      if (!is_used(tags[key])) continue;
      std::string found = tag(key, tags[key]);
      const bool is_wanted = !is_point || is_one_of(found, kPointInfrastructure) || key == "harbour";
      if (is_wanted && !(is_area && key == "highway")) return found;
    }
    return std::nullopt;
  };
  if (auto found = search(kInfrastructureKeys)) return found;
  return search(kMoreInfrastructureKeys);
}

/// What the feature is for the role; nothing when it is of no use to it.
std::optional<std::string> kind_for_role(Role role, const Tags& tags, std::string_view layer) {
  const bool is_point = layer == "points", is_area = layer == "multipolygons";
  switch (role) {
    case Role::establishments:
      return is_point || is_area ? sector_of(tags) : std::nullopt;
    case Role::institutions:
      return is_point || is_area ? institution_of(tags) : std::nullopt;
    case Role::zones:
      if (is_area && is_one_of(tags["landuse"], kZoneUses)) return std::string(tags["landuse"]);
      return std::nullopt;
    case Role::infrastructure:
      if (is_point || is_area || layer == "lines") return infrastructure_of(tags, is_point, is_area);
      return std::nullopt;
    case Role::regions:
      if (is_area && tags["boundary"] == "administrative")
        return "admin_level " +
               (tags["admin_level"].empty() ? std::string("unknown") : std::string(tags["admin_level"]));
      return std::nullopt;
    case Role::network:
    case Role::result:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string osm_id(const Tags& tags, std::string_view layer) {
  if (const std::string_view way = tags["osm_way_id"]; !way.empty()) return "way/" + std::string(way);
  const char* kind = layer == "points" ? "node/" : layer == "lines" ? "way/" : "relation/";
  return kind + std::string(tags["osm_id"]);
}

}  // namespace

SourceTable read_osm_source(SourceRequest& request) {
  const ConfigFile config;
  const std::string option = config.option();
  const char* const open_options[] = {option.c_str(), "USE_CUSTOM_INDEXING=YES", nullptr};
  const GdalThreadOption temporary("CPL_TMPDIR", std::filesystem::temp_directory_path().string().c_str());
  const GdalErrorCollector errors;
  const GdalDatasetHandle dataset = open_vector(request, open_options);
  request.report.driver = "OSM";
  StringColumn id, name, kind;
  RoleShapes shapes(request.options.role, true, request.flags);
  SourceTable table;
  OGRLayer* layer = nullptr;
  std::uint64_t read = 0;
  request.run.begin("read " + source_name(request.file));
  while (const OGRFeatureUniquePtr feature{dataset->GetNextFeature(&layer, nullptr, nullptr, nullptr)}) {
    if (++read % 1024 == 0) request.run.advance(1024);
    const Tags tags(*feature);
    const std::string_view layer_name = layer->GetName();
    const auto found = kind_for_role(request.options.role, tags, layer_name);
    if (!found) continue;
    id.push_back(osm_id(tags, layer_name));
    name.push_back(tags["name"]);
    kind.push_back(*found);
    shapes.add(feature->GetGeometryRef(), table.row_count++);
  }
  if (errors.has_error())
    throw failure("\"" + request.file.string() + "\" is damaged or cut off: " + errors.last_error(),
                  "fetch the file again");
  if (table.row_count == 0)
    throw failure("\"" + request.file.string() + "\" holds nothing that can be used as " +
                      to_string(request.options.role),
                  "docs/import.md lists the tags that are read for each role");
  table.columns.push_back({"osm_id", std::move(id), false});
  table.columns.push_back({"osm_name", std::move(name), false});
  table.columns.push_back({"osm_tag", std::move(kind), false});
  table.has_geometry = true;
  table.shapes = shapes.finish();
  table.crs = wgs84_reference();
  return table;
}

}  // namespace agglo
