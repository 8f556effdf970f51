// The stack of `bench::stack(n)` in Jsonnet: no types, no checks; the same files as text, by path.
local application(i) = {
  name: 'app%d' % i,
  env: {
    APP_NAME: 'Application %d' % i,
    APP_URL: 'https://app%d.example.org' % i,
    LOG_LEVEL: 'info',
    WORKERS: 1 + i % 8,
  },
  secret: 'key%d' % (i % 16),
  settings: { CACHE_SIZE: i, MAIL_FROM: 'app%d@example.org' % i, FEATURES: 'search,export,tags' },
  listens: { http: 8080, metrics: 9100 },
  publish: { http: { host: 10000 + i, address: '127.0.0.1' }, metrics: { host: 20000 + i } },
  needs: if i % 5 != 1 then ['app%d' % (i - 1)] else [],
  limits: { memory: '256m', cpus: 0.5 },
  names: ['app%d.example.org' % i],
};
local lines(list) = std.join('\n', list) + '\n';
local quadlet(a) = lines(
  ['[Unit]', 'Description=%s' % a.env.APP_NAME]
  + std.flatMap(function(n) ['Requires=big-%s.service' % n, 'After=big-%s.service' % n], a.needs)
  + ['', '[Container]', 'Image=registry.example.org/team/%s:1.2' % a.name, 'ContainerName=big-%s' % a.name]
  + ['Environment="%s=%s"' % [k, a.env[k]] for k in std.objectFields(a.env)]
  + ['Secret=big-%s,type=env,target=SECRET_KEY' % a.secret]
  + ['PublishPort=127.0.0.1:%d:%d' % [a.publish.http.host, a.listens.http]]
  + ['PublishPort=%d:%d' % [a.publish.metrics.host, a.listens.metrics]]
  + ['Network=big-backend.network:alias=%s' % a.name, 'Volume=big-%s.volume:/data:Z' % a.name]
  + ['Volume=/etc/stackc/big/%s.env:/app/settings.env:ro' % a.name]
  + ['PodmanArgs=--memory=%s --cpus=%s' % [a.limits.memory, a.limits.cpus]]
  + ['', '[Service]', 'Restart=always', 'TimeoutStartSec=15min', '', '[Install]', 'WantedBy=multi-user.target']
);
local site(a) = lines([
  'server {',
  '    listen 443 ssl;',
  '    listen [::]:443 ssl;',
  '    server_name %s;' % std.join(' ', a.names),
  '    ssl_certificate /etc/ssl/all/fullchain.pem;',
  '    ssl_certificate_key /etc/ssl/all/privkey.pem;',
  '    ssl_protocols TLSv1.2 TLSv1.3;',
  '    client_max_body_size 20m;',
  '    add_header Strict-Transport-Security max-age=31536000;',
  '    location / {',
  '        proxy_pass http://127.0.0.1:%d;' % a.publish.http.host,
  '        proxy_set_header Host $host;',
  '        proxy_set_header X-Forwarded-Proto $scheme;',
  '    }',
  '    location = /health { return 204; }',
  '}',
]);
function(n)
  local all = [application(i) for i in std.range(1, n)];
  std.foldl(function(files, part) files + part, [
    { ['etc/containers/systemd/big-%s.container' % a.name]: quadlet(a) for a in all },
    { ['etc/containers/systemd/big-%s.volume' % a.name]: lines(['[Volume]', 'VolumeName=big-%s' % a.name]) for a in all },
    { ['etc/stackc/big/%s.env' % a.name]: lines(['%s=%s' % [k, a.settings[k]] for k in std.objectFields(a.settings)]) for a in all },
    { ['etc/nginx/conf.d/%s.conf' % a.name]: site(a) for a in all },
    { 'etc/stackc/big/nftables.nft': lines(
      ['table inet stackc_big {', '  chain input {', '    type filter hook input priority filter; policy drop;']
      + ['    ip saddr 10.8.0.0/24 tcp dport %d accept comment "%s"' % [a.publish.metrics.host, a.name] for a in all]
      + ['  }', '}']
    ) },
  ], {})
