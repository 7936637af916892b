#include "import_fields.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "agglo/error.hpp"
#include "core/edit_distance.hpp"

namespace agglo {
namespace {

struct Synonyms {
  std::string_view field;
  std::string_view names;  ///< normalised, separated by blanks, the surest first
};

constexpr std::array kPositionSynonyms{
    Synonyms{"lon",
             "lon long lng longitude longitud longitudine langengrad laengengrad longituddeg longitudedeg "
             "londeg xlongitude "
             "geolon geolongitude wgs84lon lonwgs84 decimallongitude pointlon coordlon longitudeecole"},
    Synonyms{"lat",
             "lat latitude latitud latitudine breitengrad latitudedeg latdeg ylatitude geolat geolatitude "
             "wgs84lat latwgs84 decimallatitude pointlat coordlat"},
    Synonyms{
        "x",
        "x xm xcoord xcoordinate coordx coordenadax coordonneex easting eastings east este utmx rechtswert "
        "ostwert pointx posx lambertx gpsx xutm"},
    Synonyms{
        "y",
        "y ym ycoord ycoordinate coordy coordenaday coordonneey northing northings north norte utmy hochwert "
        "nordwert pointy posy lamberty gpsy yutm"},
    Synonyms{"wkt", "wkt wktgeom geomwkt geowkt thegeom geom geometry shapewkt"},
};

constexpr std::string_view kIdNames =
    "id osmid siret identifier identificador identifiant firmid establishmentid estabid companynumber "
    "licenseno "
    "licenceno licensenumber licencenumber registrationnumber regno nif cif vat unitid gppdidnr fid objectid "
    "code";
constexpr std::string_view kNameNames =
    "name osmname nom nombre nome bezeichnung firmname companyname businessname tradename tradingname "
    "nomestab "
    "denominacion denominazione denomination denominationusuelleetablissement firma razsocial razonsocial "
    "raisonsociale dbaname dba instnm instname institutionname parkname title titre titulo label "
    "officialname";
constexpr std::string_view kKindNames =
    "kind osmtag type tipo typ art category categorie categoria kategorie class zonetype parktype "
    "institutiontype "
    "facilitytype fclass subtype primaryfuel";
constexpr std::string_view kOpenedNames =
    "opened opening openingdate opendate dateopened openingyear yearopened start startdate startyear born "
    "founded "
    "foundedyear established establishedyear yearestablished inauguration creationdate datecreation "
    "fechaapertura "
    "apertura commissioningyear";

constexpr std::array kEstablishmentSynonyms{
    Synonyms{"id", kIdNames},
    Synonyms{"name", kNameNames},
    Synonyms{
        "sector",
        "sector osmtag sectorcode industry industrycode naics naicscode sic siccode siccodesictext1 nace "
        "nacecode isic isiccode cnae cnaefiscal cnaeprincipal scian codigoact ateco wz wz2008 naf apecode "
        "ape activiteprincipaleetablissement activiteprincipale actividad activity activitycode "
        "mainactivity branche branch branchcode rubro giro sectorsubcategory sectorcategory sectortype "
        "typeofbusiness businesstype classdesc category categoria categorie industria settore "
        "wirtschaftszweig type"},
    Synonyms{
        "jobs",
        "jobs jobcount numjobs employees employee employment numemp noemp emp empl empall staff staffcount "
        "headcount workers numberofemployees noofemployees employeecount perocu personalocupado ocupados "
        "empleados empleo trabajadores effectif effectifs trancheeffectifs nbsalaries salaries "
        "beschaeftigte beschaftigte mitarbeiter addetti dipendenti funcionarios empregados sizeband "
        "sizeclass employeeband"},
    Synonyms{"jobs_lo", "jobslo jobsmin jobsfrom employeesmin employeesfrom minemployees emplo"},
    Synonyms{"jobs_hi", "jobshi jobsmax jobsto employeesmax employeesto maxemployees emphi"},
    Synonyms{
        "born",
        "born opened opening openingdate opendate dateopened startdate start startyear incorporationdate "
        "dateofincorporation incorporated registrationdate registered founded foundingdate foundedyear "
        "established creationdate datecreation datecreationetablissement datedebutactivite fechaalta "
        "fechaapertura apertura inicio iniciodeactividades datainicioatividade gruendung gruendungsdatum "
        "eroeffnung apertura dataapertura issuedate issdttm licenseissuedate birth birthdate openingyear"},
    Synonyms{
        "closed",
        "closed closing closingdate closuredate closedate dateclosed enddate end endyear dissolved "
        "dissolutiondate cessationdate datefermeture datecessation fechabaja fechacierre baja cierre "
        "schliessung schliessungsdatum datachiusura inactivedate inactvdttm death deathdate closingyear"},
    Synonyms{"geo_quality", "geoquality positionquality geocodequality"},
};
constexpr std::array kInstitutionSynonyms{
    Synonyms{"id", kIdNames},
    Synonyms{"name", kNameNames},
    Synonyms{"kind", kKindNames},
    Synonyms{"services",
             "services service servicios prestations dienste dienstleistungen servizi servicos offer"},
    Synonyms{"capacity", "capacity capacite capacidad kapazitaet capacita capacidade capacitymw"},
    Synonyms{"opened", kOpenedNames},
};
constexpr std::array kZoneSynonyms{
    Synonyms{"id", kIdNames},
    Synonyms{"name", kNameNames},
    Synonyms{"kind", kKindNames},
    Synonyms{"opened", kOpenedNames},
};
constexpr std::array kNetworkSynonyms{
    Synonyms{"id", "id osmid gid fid linkid roadid edgeid objectid code"},
    Synonyms{"name", "name osmname streetname roadname fullname nom nombre nome strassenname ref"},
    Synonyms{
        "kind",
        "kind fclass highway roadclass class funcclass type osmtag category categorie categoria kategorie"},
    Synonyms{"speed", "speed speedkmh kmh kph freeflowspeed vitesse velocidad velocidade geschwindigkeit"},
    Synonyms{"speed_backward", "speedbackward backwardspeed speedkmhbackward reversespeed"},
    Synonyms{"maxspeed", "maxspeed vmax speedlimit maxspeedkmh"},
    Synonyms{"minutes", "minutes traveltimemin traveltimeminutes timemin drivetimemin"},
    Synonyms{"minutes_backward", "minutesbackward backwardminutes"},
    Synonyms{"seconds", "seconds traveltimes traveltimesec timesec costs"},
    Synonyms{"seconds_backward", "secondsbackward backwardseconds reversecosts"},
    Synonyms{"oneway", "oneway sensunique sentidounico einbahnstrasse einbahn"},
    Synonyms{"tunnel", "tunnel"},
};
constexpr std::array kPlainSynonyms{
    Synonyms{"id", kIdNames},
    Synonyms{"name", kNameNames},
    Synonyms{"kind", kKindNames},
};

std::span<const Synonyms> synonyms_of(Role role) {
  switch (role) {
    case Role::establishments:
      return kEstablishmentSynonyms;
    case Role::institutions:
      return kInstitutionSynonyms;
    case Role::zones:
      return kZoneSynonyms;
    case Role::network:
      return kNetworkSynonyms;
    default:
      return kPlainSynonyms;
  }
}

/// Base letters of U+00C0..U+017F; a blank where there is none.
constexpr std::string_view kLatinBases =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kLatinBases.size() == 0x180 - 0xC0);

const SourceColumn* column_by_synonym(const SourceTable& table, std::string_view names) {
  while (!names.empty()) {
    const std::size_t blank = std::min(names.find(' '), names.size());
    const std::string_view name = names.substr(0, blank);
    for (const SourceColumn& column : table.columns)
      if (normalised_header(column.name) == name) return &column;
    names.remove_prefix(std::min(blank + 1, names.size()));
  }
  return nullptr;
}

std::vector<std::string> column_names(const SourceTable& table) {
  std::vector<std::string> names;
  for (const SourceColumn& column : table.columns) names.push_back(column.name);
  return names;
}

const SourceColumn* column_named(const SourceTable& table, std::string_view name) {
  const auto found = import_column_named(column_names(table), name);
  return found ? &table.columns[*found] : nullptr;
}

void check_field(const std::string& field, const std::vector<std::string>& known, const std::string& where) {
  if (std::find(known.begin(), known.end(), field) != known.end()) return;
  std::string all;
  for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
  throw usage_error(where + ": there is no field \"" + field + "\"",
                    "nearest: " + nearest_names(field, known) + "; the fields are: " + all);
}

bool names_position(const FieldSources& sources) {
  return std::any_of(kPositionSynonyms.begin(), kPositionSynonyms.end(),
                     [&](const Synonyms& entry) { return sources.find(entry.field) != sources.end(); });
}

void add_positions(FieldSources& sources, const SourceTable& table, const ImportOptions& options,
                   bool prefer_xy) {
  const auto column_of = [&](std::size_t k) {  // none for a field that is to be left out
    const bool left_out = options.fields.count(std::string(kPositionSynonyms[k].field)) > 0;
    return left_out ? nullptr : column_by_synonym(table, kPositionSynonyms[k].names);
  };
  const auto pair = [&](std::size_t first) {
    const SourceColumn* a = column_of(first);
    const SourceColumn* b = column_of(first + 1);
    if (a == nullptr || b == nullptr) return false;
    sources[std::string(kPositionSynonyms[first].field)] = {a, "", "header"};
    sources[std::string(kPositionSynonyms[first + 1].field)] = {b, "", "header"};
    return true;
  };
  const std::size_t first_choice = prefer_xy ? 2 : 0;
  if (pair(first_choice) || pair(2 - first_choice)) return;
  if (const SourceColumn* wkt = column_of(4)) sources["wkt"] = {wkt, "", "header"};
}

void add_mapped(FieldSources& sources, const SourceTable& table, const ImportOptions& options,
                const std::vector<std::string>& known) {
  for (const auto& [field, name] : options.fields) {
    check_field(field, known, "--map " + field + "=" + name);
    if (name.empty()) continue;
    const SourceColumn* column = column_named(table, name);
    if (column == nullptr)
      throw usage_error("--map " + field + "=" + name + ": the file has no column \"" + name + "\"",
                        "nearest: " + nearest_names(name, column_names(table)));
    sources[field] = {column, "", "--map"};
  }
}

void add_profiled(FieldSources& sources, const SourceTable& table, const ImportOptions& options,
                  const Profile& profile, const std::vector<std::string>& known) {
  const auto is_free = [&](const std::string& field) {
    return options.fields.find(field) == options.fields.end() && sources.find(field) == sources.end();
  };
  const bool position_is_mapped = names_position(sources);
  for (const auto& [field, names] : profile.fields) {
    check_field(field, known, "profile, [fields]");
    const bool is_position =
        field == "lon" || field == "lat" || field == "x" || field == "y" || field == "wkt";
    if (!is_free(field) || (is_position && position_is_mapped)) continue;
    for (const std::string& name : names)
      if (const SourceColumn* column = column_named(table, name)) {
        sources[field] = {column, "", "profile"};
        break;
      }
  }
  for (const auto& [field, value] : profile.constants) {
    check_field(field, known, "profile, [constants]");
    if (is_free(field)) sources[field] = {nullptr, value, "profile"};
  }
}

}  // namespace

std::vector<std::string> import_field_names(Role role) {
  std::vector<std::string> names;
  for (const Synonyms& entry : synonyms_of(role)) names.emplace_back(entry.field);
  for (const Synonyms& entry : kPositionSynonyms) names.emplace_back(entry.field);
  return names;
}

std::optional<std::size_t> import_column_named(const std::vector<std::string>& columns,
                                               std::string_view name) {
  auto found = std::find(columns.begin(), columns.end(), name);
  if (const std::string plain = normalised_header(name); found == columns.end() && !plain.empty())
    found = std::find_if(columns.begin(), columns.end(),
                         [&](const std::string& column) { return normalised_header(column) == plain; });
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::string normalised_header(std::string_view name) {
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (byte >= 'A' && byte <= 'Z') {
      result += static_cast<char>(byte - 'A' + 'a');
    } else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
      result += static_cast<char>(byte);
    } else if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < name.size()) {
      const std::size_t code = (byte & 0x1Fu) << 6 | (static_cast<unsigned char>(name[++i]) & 0x3Fu);
      const std::size_t at = code - 0xC0;
      if (at < kLatinBases.size() && kLatinBases[at] != ' ') result += kLatinBases[at];
    } else if (byte >= 0x80) {
      result += static_cast<char>(byte);
    }
  }
  return result;
}

std::string nearest_names(std::string_view wanted, const std::vector<std::string>& names) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  const std::string target = normalised_header(wanted);
  for (const std::string& name : names) {
    const std::string other = normalised_header(name);
    const bool holds = !target.empty() && other.find(target) != std::string::npos;
    ranked.emplace_back(holds ? 1 : edit_distance(target, other), name);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i)
    text += (text.empty() ? "" : ", ") + ranked[i].second;
  return text;
}

FieldSources resolve_fields(const SourceTable& table, const ImportOptions& options, const Profile& profile,
                            bool prefer_xy) {
  const std::vector<std::string> known = import_field_names(options.role);
  FieldSources sources;
  add_mapped(sources, table, options, known);
  add_profiled(sources, table, options, profile, known);
  const auto is_taken = [&](std::string_view field) {
    return sources.find(field) != sources.end() ||
           options.fields.find(std::string(field)) != options.fields.end();
  };
  const bool has_jobs = is_taken("jobs") || is_taken("jobs_lo");
  for (const Synonyms& entry : synonyms_of(options.role)) {
    if (is_taken(entry.field) || (has_jobs && entry.field.starts_with("jobs"))) continue;
    if (const SourceColumn* column = column_by_synonym(table, entry.names))
      sources[std::string(entry.field)] = {column, "", "header"};
  }
  if (!table.has_geometry && !names_position(sources)) add_positions(sources, table, options, prefer_xy);
  return sources;
}

}  // namespace agglo
