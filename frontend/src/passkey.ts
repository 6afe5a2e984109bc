/** Passkeys: the one thing here that cannot be done without script. Buttons are shown where the browser can. */
type Answer = { publicKey?: Record<string, unknown>; to?: string; problem?: string };

function bytes(s: string): ArrayBuffer {
  const b = atob(s.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(b, (c) => c.charCodeAt(0)).buffer;
}

function text(b: ArrayBuffer | null): string | null {
  if (!b) return null;
  return btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The values of the options that are bytes come as text. */
function options(o: any): any {
  const ids = (list: any[] | undefined) => list?.map((c) => ({ ...c, id: bytes(c.id) }));
  return {
    ...o,
    challenge: bytes(o.challenge),
    ...(o.user && { user: { ...o.user, id: bytes(o.user.id) } }),
    excludeCredentials: ids(o.excludeCredentials),
    ...(o.allowCredentials && { allowCredentials: ids(o.allowCredentials) }),
  };
}

function answer(c: PublicKeyCredential): unknown {
  const r = c.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  return {
    id: c.id,
    rawId: text(c.rawId),
    type: c.type,
    clientExtensionResults: c.getClientExtensionResults(),
    response: r.attestationObject
      ? { clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports: r.getTransports?.() }
      : { clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature), userHandle: text(r.userHandle) },
  };
}

async function post(path: string, body: unknown): Promise<Answer> {
  const res = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return (await res.json()) as Answer;
}

async function run(button: HTMLButtonElement): Promise<Answer> {
  const { begin = "", end = "", passkey, name } = button.dataset;
  const asked = await post(begin, {});
  if (!asked.publicKey) return asked;
  const publicKey = options(asked.publicKey);
  const made = passkey === "create" ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  const field = name ? document.querySelector<HTMLInputElement>("#" + name) : null;
  return post(field ? end + "?name=" + encodeURIComponent(field.value) : end, answer(made as PublicKeyCredential));
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  button.hidden = false;
  const says = button.parentElement?.querySelector<HTMLElement>("[role=alert]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    let got: Answer;
    try {
      got = await run(button);
    } catch {
      got = { problem: button.dataset.failed }; // refused at the device, or given up
    }
    button.disabled = false;
    const form = button.dataset.form ? document.querySelector<HTMLFormElement>("#" + button.dataset.form) : null;
    if (says) {
      says.hidden = !got.problem;
      says.textContent = got.problem ?? "";
    }
    if (got.problem) return;
    if (got.to) location.assign(got.to);
    else form?.submit();
  });
}
