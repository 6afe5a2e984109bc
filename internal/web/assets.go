package web

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed assets/dist
var dist embed.FS

// assetPrefix is where the assets live; every name under it holds a hash of its content, so a browser
// keeps it for good.
const assetPrefix = "/assets/"

// manifest maps an asset's plain name to the name with its hash, as the build wrote it.
var manifest = readManifest()

func readManifest() map[string]string {
	b, err := dist.ReadFile("assets/dist/manifest.json")
	if err != nil {
		panic(err) // the program was built without its assets
	}
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		panic(err)
	}
	return m
}

// asset is the address of an asset by its plain name: asset("app.css").
func asset(name string) string { return assetPrefix + manifest[name] }

func assetHandler() http.Handler {
	files, err := fs.Sub(dist, "assets/dist")
	if err != nil {
		panic(err)
	}
	serve := http.StripPrefix(assetPrefix, http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, assetPrefix)
		if info, err := fs.Stat(files, path.Clean("/" + name)[1:]); name == "" || err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		if path.Ext(name) == ".woff2" {
			w.Header().Set("Content-Type", "font/woff2")
		}
		serve.ServeHTTP(w, r)
	})
}
