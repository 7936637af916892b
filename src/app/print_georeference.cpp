#include "app/print_georeference.hpp"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <array>

#include "agglo/error.hpp"
#include "io/gdal_session.hpp"

namespace agglo {

void add_georeference(const std::filesystem::path& pdf, const Frame& frame, const MapView& view) {
  register_gdal();
  const GdalErrorCollector errors;
  const auto fail = [&] {
    throw failure("the printed map could not be given its georeference: " + errors.message(),
                  "GDAL needs its PDF driver; print SVG or PNG without it");
  };
  OGRSpatialReference reference;
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (reference.importFromProj4(frame.definition.c_str()) != OGRERR_NONE) fail();
  // One pixel is one point, so that page coordinates can be used as they are.
  const char* const options[] = {"DPI=72", nullptr};
  const GdalDatasetHandle dataset(
      GDALDataset::Open(pdf.string().c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE, nullptr, options, nullptr));
  if (!dataset) fail();
  const Box& f = view.frame_pt;
  const Box& e = view.extent_m;
  const double m_per_pt = 1 / view.pt_per_m;
  std::array<double, 6> transform{e.min_x - f.min_x * m_per_pt, m_per_pt, 0,
                                  e.max_y + f.min_y * m_per_pt, 0,        -m_per_pt};
  const auto corner = [](double x, double y) { return decimal(x, 6) + " " + decimal(y, 6); };
  const std::string neat_line = "POLYGON((" + corner(e.min_x, e.max_y) + "," + corner(e.max_x, e.max_y) +
                                "," + corner(e.max_x, e.min_y) + "," + corner(e.min_x, e.min_y) + "," +
                                corner(e.min_x, e.max_y) + "))";
  if (dataset->SetSpatialRef(&reference) != CE_None ||
      dataset->SetGeoTransform(transform.data()) != CE_None ||
      dataset->SetMetadataItem("NEATLINE", neat_line.c_str()) != CE_None)
    fail();
}

}  // namespace agglo
