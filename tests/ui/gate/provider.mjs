// A real OpenID provider for the tests: node provider.mjs '{"port": …, "client": …, …}'. People sign in by their name, with any password.
import { Provider } from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const accountOf = (id) => ({
  accountId: id,
  claims: () => ({ sub: id, ...(given.people[id] ?? {}) }),
});

const provider = new Provider(`http://localhost:${given.port}`, {
  clients: [
    {
      client_id: given.client,
      client_secret: given.secret,
      redirect_uris: [`${given.address}${given.at}/callback`],
      post_logout_redirect_uris: [`${given.address}/signed-out`],
      backchannel_logout_uri: given.backChannel,
      backchannel_logout_session_required: true,
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email", "email_verified"] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) => accountOf(id),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined, lookup: undefined }), // else it refuses this machine
  cookies: { keys: ["for tests only"] },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
});
provider.listen(given.port, "127.0.0.1", () => console.log("listening"));
