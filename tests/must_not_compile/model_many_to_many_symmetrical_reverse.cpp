// expect: vinyl: a many_to_many of a model to itself is symmetrical, so it has no reverse side
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Person : vinyl::model<Person> {
    std::int64_t id{};
    vinyl::many_to_many<Person> follows;
    vinyl::related<Person, "follows"> followers;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::asymmetrical("follows"_f)};
#endif
};

void use() {
    (void)vinyl::table_of<Person>();
}
