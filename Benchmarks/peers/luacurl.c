/// The least of libcurl that the job of creates.lua needs, as a Lua module: `run(url, header, count, workers, body, answer)`.
#include <curl/curl.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

typedef struct request {
    CURL *easy;
    char *body;
    char answer[4096];
    size_t length;
} request;

static size_t collect(char *bytes, size_t size, size_t count, void *context) {
    request *r = context;
    size_t length = size * count;
    if (r->length + length > sizeof r->answer) return 0;
    memcpy(r->answer + r->length, bytes, length);
    r->length += length;
    return length;
}

static void start(lua_State *L, CURLM *multi, request *r) {
    size_t length;
    lua_pushvalue(L, 5);
    lua_call(L, 0, 1);
    const char *body = lua_tolstring(L, -1, &length);
    free(r->body);
    r->body = malloc(length);
    memcpy(r->body, body, length);
    lua_pop(L, 1);
    r->length = 0;
    curl_easy_setopt(r->easy, CURLOPT_POSTFIELDS, r->body);
    curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE, (long)length);
    curl_multi_add_handle(multi, r->easy);
}

static int run(lua_State *L) {
    const char *url = luaL_checkstring(L, 1);
    struct curl_slist *headers = curl_slist_append(NULL, luaL_checkstring(L, 2));
    headers = curl_slist_append(headers, "Content-Type: application/json");
    int count = (int)luaL_checkinteger(L, 3), workers = (int)luaL_checkinteger(L, 4), started = 0, ended = 0, running;
    CURLM *multi = curl_multi_init();
    request *requests = calloc((size_t)workers, sizeof *requests);
    for (int i = 0; i < workers && started < count; i++, started++) {
        request *r = &requests[i];
        r->easy = curl_easy_init();
        curl_easy_setopt(r->easy, CURLOPT_URL, url);
        curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, collect);
        curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
        curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
        start(L, multi, r);
    }
    while (ended < count) {
        curl_multi_perform(multi, &running);
        CURLMsg *message;
        int left;
        while ((message = curl_multi_info_read(multi, &left))) {
            request *r;
            if (message->data.result != CURLE_OK) return luaL_error(L, "%s", curl_easy_strerror(message->data.result));
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&r);
            curl_multi_remove_handle(multi, r->easy);
            ended++;
            lua_pushvalue(L, 6);
            lua_pushlstring(L, r->answer, r->length);
            lua_call(L, 1, 0);
            if (started < count) {
                started++;
                start(L, multi, r);
            }
        }
        if (ended < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    return 0;
}

int luaopen_luacurl(lua_State *L) {
    lua_pushcfunction(L, run);
    return 1;
}
