# conan create packaging/conan --build=missing
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy


class Vinyl(ConanFile):
    name = "vinyl"
    version = "0.1.0"
    description = "An ORM for PostgreSQL: the same call is synchronous or awaitable"
    license = "MIT"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def export_sources(self):
        root = Path(self.recipe_folder).parent.parent
        for pattern in ("LICENSE", "include/*"):
            copy(self, pattern, root, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.81.0]", transitive_headers=True)
        self.requires("libpq/[>=14]", transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder) / "licenses")
        copy(self, "*", Path(self.source_folder) / "include", Path(self.package_folder) / "include")

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "vinyl")
        self.cpp_info.set_property("cmake_target_name", "vinyl::vinyl")
        # Boost.JSON comes compiled with Conan's Boost.
        self.cpp_info.requires = ["boost::headers", "boost::json", "libpq::libpq"]
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
