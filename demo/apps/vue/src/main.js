import './tracing.js';
import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import App from './App.vue';
import Shop from './Shop.vue';

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Shop },
    { path: '/product/:id', component: () => import('./Product.vue'), props: true },
  ],
});

createApp(App).use(router).mount('#app');
